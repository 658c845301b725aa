import { createRequire } from 'node:module';
import type BetterSqlite from 'better-sqlite3';

/** SQLite breaks its findings into lines; a sentence has one. */
const oneLine = (found: unknown): string => String(found).replace(/\s+/g, ' ').trim();

/** SQLite's own quick check; `ok`, or the first thing that is wrong. Blocks: about 30 ms a MB here. */
export function quickCheck(sqlite: BetterSqlite.Database): string {
  try {
    return oneLine(sqlite.pragma('quick_check(1)', { simple: true }));
  } catch (error) {
    // The check itself has no mistake: a table's own text is not what was written, so it cannot be looked at.
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR')
      return oneLine(error.message);
    throw error;
  }
}

const inWorker = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Sqlite = require(workerData.module);
  let found;
  try {
    const db = new Sqlite(workerData.path, { readonly: true });
    found = String(db.pragma(workerData.pragma, { simple: true }));
    if (found === 'ok' && db.pragma('foreign_key_check').length > 0) found = 'a row points at nothing';
    db.close();
  } catch (error) {
    found = String(error.code || error.message);
  }
  parentPort.postMessage(found);
`;

/** The same, or the full `integrity_check` with the foreign keys, on a thread of its own and its own read-only connection. */
export async function checkFile(
  path: string,
  depth: 'quick' | 'full',
  signal?: AbortSignal,
): Promise<string> {
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(inWorker, {
    eval: true,
    workerData: {
      module: createRequire(import.meta.url).resolve('better-sqlite3'),
      path,
      pragma: depth === 'quick' ? 'quick_check(1)' : 'integrity_check(1)',
    },
  });
  return new Promise((resolve) => {
    const end = (found: string): void => {
      resolve(found);
      void worker.terminate();
    };
    worker.once('message', (found: unknown) => end(oneLine(found)));
    worker.once('error', (error: Error) => end(error.message));
    worker.once('exit', () => resolve('the check ended early'));
    signal?.addEventListener('abort', () => end('the check was stopped'), { once: true });
  });
}
