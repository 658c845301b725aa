import { attemptStates } from '../../../../src-shared/domain/attempt.ts';
import { jobStates, priorities, reviews, stages } from '../../../../src-shared/domain/job.ts';
import { accounts, entryKinds, movement } from '../../../../src-shared/domain/ledger.ts';

const oneOf = (column: string, values: readonly string[]): string =>
  `${column} IN (${values.map((v) => `'${v}'`).join(', ')})`;

const moves = Object.entries(movement)
  .map(([kind, m]) => `(kind = '${kind}' AND source = '${m.from}' AND target = '${m.to}')`)
  .join(' OR ');

/**
 * The first schema. The rules of money are constraints here and not hopes elsewhere:
 * no balance but that of `granted` can be negative, an entry can be neither changed nor removed, a key is used once,
 * and a hold is settled once, with captured + released = amount.
 */
export const ledgerAndJobs = `
CREATE TABLE accounts (
  name TEXT PRIMARY KEY CHECK (${oneOf('name', accounts)}),
  balance INTEGER NOT NULL DEFAULT 0,
  CHECK (CASE name WHEN 'granted' THEN balance <= 0 ELSE balance >= 0 END)
) STRICT, WITHOUT ROWID;
INSERT INTO accounts (name) VALUES ${accounts.map((a) => `('${a}')`).join(', ')};

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (${oneOf('kind', entryKinds)}),
  key TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL REFERENCES accounts (name),
  target TEXT NOT NULL REFERENCES accounts (name),
  amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND ${Number.MAX_SAFE_INTEGER}),
  job_id TEXT,
  available INTEGER NOT NULL,
  reason TEXT NOT NULL,
  CHECK (${moves})
) STRICT;
CREATE INDEX entries_refunds ON entries (job_id) WHERE kind = 'refund';
CREATE TRIGGER entries_move AFTER INSERT ON entries BEGIN
  UPDATE accounts SET balance = balance - new.amount WHERE name = new.source;
  UPDATE accounts SET balance = balance + new.amount WHERE name = new.target;
END;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TABLE holds (
  job_id TEXT NOT NULL,
  run INTEGER NOT NULL,
  entry_id INTEGER NOT NULL REFERENCES entries (id),
  at INTEGER NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  preview_share INTEGER NOT NULL CHECK (preview_share BETWEEN 0 AND amount),
  settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
  captured INTEGER NOT NULL DEFAULT 0 CHECK (captured >= 0),
  released INTEGER NOT NULL DEFAULT 0 CHECK (released >= 0),
  PRIMARY KEY (job_id, run),
  CHECK (CASE settled WHEN 0 THEN captured = 0 AND released = 0 ELSE captured + released = amount END)
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_by_time ON holds (at);
CREATE TRIGGER holds_settle_once BEFORE UPDATE ON holds WHEN old.settled = 1 BEGIN
  SELECT RAISE(ABORT, 'a hold is settled once');
END;
CREATE TRIGGER holds_keep BEFORE UPDATE ON holds
  WHEN new.amount <> old.amount OR new.job_id <> old.job_id OR new.run <> old.run OR new.entry_id <> old.entry_id BEGIN
  SELECT RAISE(ABORT, 'a hold keeps its amount');
END;
CREATE TRIGGER holds_remain BEFORE DELETE ON holds BEGIN SELECT RAISE(ABORT, 'holds are kept'); END;

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  workflow TEXT NOT NULL,
  state TEXT NOT NULL CHECK (${oneOf('state', jobStates)}),
  stage TEXT NOT NULL CHECK (${oneOf('stage', stages)}),
  priority TEXT NOT NULL CHECK (${oneOf('priority', priorities)}),
  review TEXT NOT NULL CHECK (${oneOf('review', reviews)}),
  params TEXT NOT NULL,
  provider TEXT NOT NULL,
  go INTEGER NOT NULL DEFAULT 1,
  price_total INTEGER NOT NULL,
  price_preview INTEGER NOT NULL,
  usd_estimate REAL,
  price_agreed INTEGER NOT NULL DEFAULT 0 CHECK (price_agreed IN (0, 1)),
  rank REAL NOT NULL,
  claimable INTEGER NOT NULL CHECK (claimable IN (0, 1)),
  wake_at INTEGER,
  error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (claimable = 0 OR (wake_at IS NULL AND state IN ('queued', 'processing', 'generating_final')))
) STRICT;
CREATE INDEX jobs_claim ON jobs (provider, rank, id) WHERE claimable = 1;
CREATE INDEX jobs_wake ON jobs (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX jobs_kept_back ON jobs (id)
  WHERE claimable = 0 AND wake_at IS NULL AND state IN ('queued', 'processing', 'generating_final');
CREATE INDEX jobs_by_state ON jobs (state, id);

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  n INTEGER NOT NULL,
  go INTEGER NOT NULL,
  stage TEXT NOT NULL CHECK (${oneOf('stage', stages)}),
  part INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (${oneOf('state', attemptStates)}),
  provider TEXT NOT NULL,
  model TEXT,
  request TEXT NOT NULL,
  request_id TEXT,
  sent INTEGER NOT NULL DEFAULT 1 CHECK (sent IN (0, 1)),
  active_ms INTEGER NOT NULL DEFAULT 0,
  look_at INTEGER,
  look_until INTEGER,
  lookups INTEGER NOT NULL DEFAULT 0,
  billed_usd REAL,
  result TEXT,
  draft TEXT,
  error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (job_id, n)
) STRICT;
CREATE UNIQUE INDEX attempts_one_live ON attempts (job_id, go, part)
  WHERE state IN ('submitting', 'running', 'saving', 'unknown');
CREATE INDEX attempts_live ON attempts (provider, id)
  WHERE state IN ('submitting', 'running', 'saving', 'cancelling', 'unknown');
CREATE UNIQUE INDEX attempts_request ON attempts (provider, request_id) WHERE request_id IS NOT NULL;

CREATE TABLE takes (
  id TEXT PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  go INTEGER NOT NULL,
  stage TEXT NOT NULL CHECK (${oneOf('stage', stages)}),
  relation TEXT,
  from_take TEXT REFERENCES takes (id),
  starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX takes_of_job ON takes (job_id);

CREATE TABLE assets (
  id INTEGER PRIMARY KEY,
  attempt_id INTEGER NOT NULL REFERENCES attempts (id),
  take_id TEXT REFERENCES takes (id),
  kind TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  mime TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL,
  duration_s REAL,
  width INTEGER,
  height INTEGER,
  fps REAL,
  video_codec TEXT,
  audio_codec TEXT
) STRICT;
CREATE INDEX assets_of_take ON assets (take_id);
CREATE INDEX assets_of_attempt ON assets (attempt_id);

CREATE TABLE events (
  rev INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  job_id TEXT,
  facts TEXT NOT NULL
) STRICT;

CREATE TABLE calls (
  key TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE providers (
  id TEXT PRIMARY KEY,
  paused_for TEXT CHECK (paused_for IN ('key', 'balance')),
  key_mark TEXT,
  cool_until INTEGER,
  error TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_prices (
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  unit TEXT NOT NULL,
  usd_per_million REAL NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (provider, model, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
