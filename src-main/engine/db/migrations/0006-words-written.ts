/** Most characters of what a take wrote that it is found by. What was asked for is bounded by the workflows. */
const mostWritten = 100_000;

/** What a text take `take` wrote: every text in the result that it was stored from. A take of files wrote nothing. */
const written = (take: string): string => `
  COALESCE((SELECT substr(group_concat(word.atom, ' '), 1, ${mostWritten})
    FROM attempts a, json_each(iif(json_valid(a.result), a.result, '[]')) piece,
      json_tree(piece.value, iif(piece.value ->> 'type' = 'text', '$.text', '$.value')) word
    WHERE a.id = (SELECT id FROM attempts WHERE job_id = ${take}.job_id AND stage = ${take}.stage AND state = 'succeeded'
        AND go <= ${take}.go ORDER BY n DESC LIMIT 1)
      AND piece.value ->> 'type' IN ('text', 'json') AND word.type = 'text'), '')`;

const words = (job: string, take: string): string => `
  COALESCE(json_extract(${job}.params, '$.prompt'), '') || ' ' || COALESCE(json_extract(${job}.params, '$.text'), '') || ' ' ||
  COALESCE(json_extract(${job}.params, '$.voice'), '') || ' ' || COALESCE(json_extract(${job}.params, '$.audio_prompt'), '') || ' ' ||
  COALESCE((SELECT group_concat(i.name, ' ') FROM inputs i WHERE i.job_id = ${job}.id), '') || ' ' || ${written(take)}`;

const indexed = (take: string): string => `
  INSERT INTO take_words (rowid, words)
    SELECT l.id, ${words('j', take)} FROM jobs j, library l WHERE j.id = ${take}.job_id AND l.take_id = ${take}.id;`;

const model = `
  (SELECT a.model FROM attempts a WHERE a.job_id = new.job_id AND a.stage = new.stage AND a.state = 'succeeded'
   ORDER BY a.n DESC LIMIT 1)`;

const isHere = (take: string): string => `${take}.evicted_at IS NULL AND ${take}.removed_at IS NULL`;

/**
 * Takes are found by what they wrote, too, and the words of a take that went go out of the index with it: an index that forgets is made
 * anew, since the old one could not. Restoring a take writes its words again, from the rows that it was written from at first.
 */
export const wordsWritten = `
DROP TRIGGER takes_listed;
DROP TABLE take_words;
CREATE VIRTUAL TABLE take_words USING fts5(
  words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
CREATE TRIGGER takes_listed AFTER INSERT ON takes BEGIN
  INSERT INTO library (take_id, workflow, stage, model, at, starred, gone)
    SELECT new.id, j.workflow, new.stage, ${model}, new.created_at, new.starred, NOT (${isHere('new')})
    FROM jobs j WHERE j.id = new.job_id;
  ${indexed('new')}
END;
CREATE TRIGGER takes_forgotten AFTER UPDATE OF evicted_at, removed_at ON takes
  WHEN (${isHere('old')}) AND NOT (${isHere('new')}) BEGIN
  DELETE FROM take_words WHERE rowid = (SELECT id FROM library WHERE take_id = new.id);
END;
CREATE TRIGGER takes_found_again AFTER UPDATE OF evicted_at, removed_at ON takes
  WHEN NOT (${isHere('old')}) AND (${isHere('new')}) BEGIN
  ${indexed('new')}
END;
INSERT INTO take_words (rowid, words)
  SELECT l.id, ${words('j', 't')} FROM library l JOIN takes t ON t.id = l.take_id JOIN jobs j ON j.id = t.job_id WHERE l.gone = 0;
`;
