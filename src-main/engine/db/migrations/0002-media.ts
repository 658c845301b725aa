import { stages } from '../../../../src-shared/domain/job.ts';
import { stepNames, stepPlaces, stepStates } from '../../../../src-shared/domain/step.ts';

const oneOf = (column: string, values: readonly string[]): string =>
  `${column} IN (${values.map((v) => `'${v}'`).join(', ')})`;

/**
 * Files that jobs are given, steps after a stage, the second home of files, and what this machine has learned.
 * `mirrors.unwanted`: the file here was cleared away and the one there is to go, too.
 */
export const media = `
CREATE TABLE inputs (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  field TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  mime TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL,
  from_take TEXT,
  facts TEXT NOT NULL,
  PRIMARY KEY (job_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE steps (
  id INTEGER PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  go INTEGER NOT NULL,
  stage TEXT NOT NULL CHECK (${oneOf('stage', stages)}),
  seq INTEGER NOT NULL,
  name TEXT NOT NULL CHECK (${oneOf('name', stepNames)}),
  place TEXT NOT NULL CHECK (${oneOf('place', stepPlaces)}),
  state TEXT NOT NULL CHECK (${oneOf('state', stepStates)}),
  tries INTEGER NOT NULL DEFAULT 0,
  wake_at INTEGER,
  did TEXT NOT NULL DEFAULT '[]',
  error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (job_id, go, stage, name)
) STRICT;
CREATE INDEX steps_due ON steps (place, id) WHERE state = 'due';

CREATE TABLE mirrors (
  path TEXT PRIMARY KEY,
  public_id TEXT NOT NULL,
  mime TEXT NOT NULL,
  url TEXT NOT NULL,
  delivery_url TEXT NOT NULL,
  thumbnail_url TEXT,
  unwanted INTEGER NOT NULL DEFAULT 0 CHECK (unwanted IN (0, 1)),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mirrors_unwanted ON mirrors (path) WHERE unwanted = 1;

CREATE TABLE observed (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  unit TEXT NOT NULL,
  units REAL NOT NULL,
  usd REAL,
  seconds REAL NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX observed_of_model ON observed (provider, model, id);

ALTER TABLE jobs ADD COLUMN usd_source TEXT CHECK (usd_source IN ('list', 'learned'));
ALTER TABLE takes ADD COLUMN evicted_at INTEGER;
CREATE INDEX takes_kept ON takes (id) WHERE starred = 0 AND evicted_at IS NULL;
`;
