import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Db } from '../../src-main/engine/db/db.ts';
import { openRaw } from '../../src-main/engine/db/db.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import type { AttemptState } from '../../src-shared/domain/attempt.ts';
import type { JobState, Stage } from '../../src-shared/domain/job.ts';

/** What a profile says after its process is gone, read from a copy, so that the next process finds it untouched. */
export type Books = {
  integrity: string;
  audit: string[];
  lastRev: number;
  jobs: JobFact[];
  attempts: AttemptFact[];
  /** Every change of an attempt, in order. */
  steps: Step[];
  holds: HoldFact[];
  /** Jobs that have a preview take, those that came too late left out. */
  previews: string[];
  /** What is wrong with the files of takes. */
  files: FileFacts;
};
export type JobFact = {
  id: string;
  state: JobState;
  stage: Stage;
  go: number;
  price_total: number;
  price_preview: number;
  error: string | null;
};
export type AttemptFact = {
  id: number;
  job: string;
  n: number;
  go: number;
  part: number;
  stage: Stage;
  state: AttemptState;
  sent: boolean;
  requestId: string | null;
  lookups: number;
  createdAt: number;
};
export type Step = { rev: number; job: string; n: number; event: string; to: AttemptState };
export type HoldFact = { job: string; amount: number; settled: boolean; captured: number; released: number };
export type FileFacts = { broken: string[]; parts: string[]; unlisted: string[] };

/** Null where the process died before there was a schema. */
export function readBooks(folder: string): Books | null {
  const copy = mkdtempSync(join(tmpdir(), 'rushes-books-'));
  try {
    for (const name of ['rushes.db', 'rushes.db-wal', 'rushes.db-journal']) {
      if (existsSync(join(folder, name))) cpSync(join(folder, name), join(copy, name));
    }
    if (!existsSync(join(copy, 'rushes.db'))) return null;
    const sqlite = openRaw(join(copy, 'rushes.db'));
    try {
      return read(sqlite as Db['sqlite'], folder);
    } finally {
      sqlite.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function read(sqlite: Db['sqlite'], folder: string): Books | null {
  const all = <T>(sql: string): T[] => sqlite.prepare(sql).all() as T[];
  const integrity = String(sqlite.pragma('integrity_check', { simple: true }));
  if (Number(sqlite.pragma('user_version', { simple: true })) === 0) return null;
  const attempts = all<Omit<AttemptFact, 'sent'> & { sent: number }>(
    `SELECT id, job_id AS job, n, go, part, stage, state, sent, request_id AS requestId, lookups,
       created_at AS createdAt FROM attempts ORDER BY id`,
  );
  const steps = all<{ rev: number; job: string; facts: string }>(
    `SELECT rev, job_id AS job, facts FROM events WHERE type = 'job' ORDER BY rev`,
  ).flatMap(({ rev, job, facts }): Step[] => {
    const { event, attempt, to } = JSON.parse(facts) as {
      event: string;
      attempt?: number;
      to?: AttemptState;
    };
    if (attempt === undefined || (event !== 'submitting' && to === undefined)) return [];
    return [{ rev, job, n: attempt, event, to: to ?? 'submitting' }];
  });
  const holds = all<Omit<HoldFact, 'settled'> & { settled: number }>(
    'SELECT job_id AS job, amount, settled, captured, released FROM holds ORDER BY job_id, run',
  );
  const assets = all<{ path: string; bytes: number; sha256: string }>(
    'SELECT path, bytes, sha256 FROM assets',
  );
  const key = sqlite.pragma('foreign_key_check') as unknown[];
  return {
    integrity: key.length === 0 ? integrity : 'foreign keys are broken',
    audit: auditLedger({ sqlite, sql: (text: string) => sqlite.prepare(text) } as Db),
    lastRev: Number(sqlite.prepare('SELECT COALESCE(MAX(rev), 0) FROM events').pluck().get()),
    jobs: all<JobFact>(
      'SELECT id, state, stage, go, price_total, price_preview, error FROM jobs ORDER BY id',
    ),
    attempts: attempts.map((a) => ({ ...a, sent: a.sent === 1 })),
    steps,
    holds: holds.map((h) => ({ ...h, settled: h.settled === 1 })),
    previews: sqlite
      .prepare(`SELECT DISTINCT job_id FROM takes WHERE stage = 'preview' AND late = 0`)
      .pluck()
      .all() as string[],
    files: readFiles(join(folder, 'assets'), assets),
  };
}

function readFiles(root: string, assets: { path: string; bytes: number; sha256: string }[]): FileFacts {
  const listed = new Map(assets.map((a) => [a.path, a]));
  const there = existsSync(root)
    ? readdirSync(root, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    : [];
  const broken = [...listed.values()].flatMap(({ path, bytes, sha256 }) => {
    if (!there.includes(path)) return [`${path} is missing`];
    const content = readFileSync(join(root, path));
    const hash = createHash('sha256').update(content).digest('hex');
    return content.length === bytes && hash === sha256 ? [] : [`${path} is not what its row says`];
  });
  return {
    broken,
    parts: there.filter((path) => path.endsWith('.part')),
    unlisted: there.filter(
      (path) => !path.endsWith('.part') && !path.endsWith('.draft.txt') && !listed.has(path),
    ),
  };
}
