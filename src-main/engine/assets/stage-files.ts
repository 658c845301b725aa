import * as z from 'zod/mini';
import { assetKinds } from '../../../src-shared/domain/asset.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import type { Db } from '../db/db.ts';
import type { MadeFile } from './steps/step.ts';

/** The files of a stage on this disk: what was delivered and what steps have made of it. */
const assetRow = z.lazy(() =>
  z.object({
    id: z.number(),
    attempt_id: z.number(),
    take_id: z.nullable(z.string()),
    kind: z.enum(assetKinds),
    path: z.string(),
    mime: z.string(),
    bytes: z.number(),
    sha256: z.string(),
    duration_s: z.nullable(z.number()),
    width: z.nullable(z.number()),
    height: z.nullable(z.number()),
    fps: z.nullable(z.number()),
    video_codec: z.nullable(z.string()),
    audio_codec: z.nullable(z.string()),
  }),
);
export type AssetRow = z.infer<typeof assetRow>;

/** What the nth file of an attempt is; null where it is not there. */
export const fileOfAttempt = (db: Db, attemptId: number): AssetRow | null => {
  const row = db
    .sql(
      `SELECT * FROM assets WHERE attempt_id = ? AND kind IN ('source', 'audio', 'video') ORDER BY kind = 'source' DESC, id LIMIT 1`,
    )
    .get(attemptId);
  return row ? assetRow.parse(row) : null;
};

/** The sound or video that the take of a stage is, as far as it is made. */
export const mainFile = (db: Db, attemptIds: readonly number[]): AssetRow | null => {
  const rows = db
    .sql(
      `SELECT * FROM assets WHERE attempt_id IN (SELECT value FROM json_each(?)) AND kind IN ('audio', 'video')
       ORDER BY kind = 'video' DESC, id DESC LIMIT 1`,
    )
    .all(JSON.stringify(attemptIds));
  return rows[0] ? assetRow.parse(rows[0]) : null;
};

export const assetsOfTake = (db: Db, takeId: string): AssetRow[] =>
  db
    .sql('SELECT * FROM assets WHERE take_id = +? ORDER BY id')
    .all(takeId)
    .map((row) => assetRow.parse(row));

/** Inside a transaction: a file that a step made, as a row of the attempt it belongs to. */
export function recordFile(db: Db, attemptId: number, file: MadeFile): void {
  db.sql(
    `INSERT INTO assets (attempt_id, kind, path, mime, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256`,
  ).run(attemptId, file.kind, file.path, file.mime, file.bytes, file.sha256);
  if (file.facts) recordFacts(db, file.path, file.facts);
}

/** Inside a transaction: what was measured of a stored file. */
export function recordFacts(db: Db, path: string, facts: NonNullable<MadeFile['facts']>): void {
  db.sql(
    'UPDATE assets SET duration_s = ?, width = ?, height = ?, fps = ?, video_codec = ?, audio_codec = ? WHERE path = ?',
  ).run(facts.durationS, facts.width, facts.height, facts.fps, facts.videoCodec, facts.audioCodec, path);
}

/** Where the files of a take stand; made of the last part's number, so that every go has its own. */
export const takeFile = (of: { jobId: string; stage: Stage; n: number }, rest: string): string =>
  `user_local/job_${of.jobId}/${of.stage}/${of.stage}-${of.n}${rest}`;
