import type { Logger } from '../../ports/logger.ts';
import type { MirrorPort } from '../../ports/mirror.ts';
import type { Db } from '../db/db.ts';

export type ClearingDeps = {
  db: Db;
  log: Logger;
  mirror: Pick<MirrorPort, 'remove'>;
  now(): number;
  write<T>(work: () => T): T;
};

/** Files in one go; the next look takes the next ones. */
const most = 500;

/**
 * Takes from the mirror what was cleared away here; answers how many. The one that was tried longest ago goes first, so that a file
 * that is refused for good is passed by and tried again after the others. Trouble that is not one file's ends the look.
 */
export async function clearMirror(deps: ClearingDeps, signal: AbortSignal): Promise<number> {
  const { db, write } = deps;
  const rows = db
    .sql('SELECT path, public_id, mime FROM mirrors WHERE unwanted = 1 ORDER BY at, path LIMIT ?')
    .all(most) as { path: string; public_id: string; mime: string }[];
  let gone = 0;
  for (const { path, public_id: publicId, mime } of rows) {
    if (signal.aborted) break;
    const outcome = await deps.mirror.remove({ publicId, mime }, signal);
    if (outcome.kind === 'gone') {
      write(() => db.sql('DELETE FROM mirrors WHERE path = ? AND unwanted = 1').run(path));
      gone += 1;
      continue;
    }
    deps.log.warn('a mirrored file could not be removed', { code: outcome.error.code });
    write(() => db.sql('UPDATE mirrors SET at = ? WHERE path = ? AND unwanted = 1').run(deps.now(), path));
    if (outcome.kind !== 'refused') break;
  }
  return gone;
}
