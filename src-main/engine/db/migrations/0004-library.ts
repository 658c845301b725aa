const words = (job: string): string => `
  COALESCE(json_extract(${job}.params, '$.prompt'), '') || ' ' || COALESCE(json_extract(${job}.params, '$.text'), '') || ' ' ||
  COALESCE(json_extract(${job}.params, '$.voice'), '') || ' ' || COALESCE(json_extract(${job}.params, '$.audio_prompt'), '') || ' ' ||
  COALESCE((SELECT group_concat(i.name, ' ') FROM inputs i WHERE i.job_id = ${job}.id), '')`;

/** The model that made the take `t`; parts of earlier goes count, too. */
const model = (take: string): string => `
  (SELECT a.model FROM attempts a WHERE a.job_id = ${take}.job_id AND a.stage = ${take}.stage AND a.state = 'succeeded'
   ORDER BY a.n DESC LIMIT 1)`;

const listed = (take: string): string => `
  INSERT INTO library (take_id, workflow, stage, model, at, starred, gone)
  SELECT ${take}.id, j.workflow, ${take}.stage, ${model(take)}, ${take}.created_at, ${take}.starred,
    ${take}.evicted_at IS NOT NULL OR ${take}.removed_at IS NOT NULL`;

/**
 * Takes as a library: found by words, by what made them and by what was asked for; removed and restored; files that belong to no job
 * yet; the estimate that stood when a final was approved. A take is listed by a trigger, so that none is ever made without, and what is
 * filtered by stands in the list itself: a filter that few takes pass must not read all the others from three tables. `library.id` is in
 * the order of their making and stays when the file is vacuumed, which a bare rowid would not.
 */
export const library = `
ALTER TABLE takes ADD COLUMN removed_at INTEGER;
ALTER TABLE jobs ADD COLUMN usd_approved REAL;

CREATE TABLE library (
  id INTEGER PRIMARY KEY,
  take_id TEXT NOT NULL UNIQUE REFERENCES takes (id),
  workflow TEXT NOT NULL,
  stage TEXT NOT NULL,
  model TEXT,
  at INTEGER NOT NULL,
  starred INTEGER NOT NULL,
  gone INTEGER NOT NULL, -- cleared away, or removed
  wish TEXT
) STRICT;
CREATE INDEX library_of_workflow ON library (workflow, id) WHERE gone = 0;
CREATE INDEX library_of_model ON library (model, id) WHERE gone = 0;
CREATE INDEX library_starred ON library (id) WHERE starred = 1 AND gone = 0;
CREATE INDEX library_wishes ON library (wish, id) WHERE wish IS NOT NULL;
CREATE VIRTUAL TABLE take_words USING fts5(words, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
CREATE TRIGGER takes_listed AFTER INSERT ON takes BEGIN
  ${listed('new')} FROM jobs j WHERE j.id = new.job_id;
  INSERT INTO take_words (rowid, words)
    SELECT l.id, ${words('j')} FROM jobs j, library l WHERE j.id = new.job_id AND l.take_id = new.id;
END;
CREATE TRIGGER takes_moved AFTER UPDATE OF starred, evicted_at, removed_at ON takes BEGIN
  UPDATE library SET starred = new.starred, gone = (new.evicted_at IS NOT NULL OR new.removed_at IS NOT NULL)
    WHERE take_id = new.id;
END;
${listed('t')} FROM takes t JOIN jobs j ON j.id = t.job_id ORDER BY t.id;
INSERT INTO take_words (rowid, words)
  SELECT l.id, ${words('j')} FROM library l JOIN takes t ON t.id = l.take_id JOIN jobs j ON j.id = t.job_id;

CREATE TABLE staged (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  mime TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  sha256 TEXT NOT NULL,
  facts TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX staged_by_time ON staged (at);
CREATE INDEX entries_of_job ON entries (job_id, id) WHERE job_id IS NOT NULL;
CREATE INDEX entries_by_kind ON entries (kind, id);
CREATE INDEX takes_removed ON takes (removed_at) WHERE removed_at IS NOT NULL AND evicted_at IS NULL;
`;
