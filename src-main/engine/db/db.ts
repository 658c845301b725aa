import { createRequire } from 'node:module';
import type BetterSqlite from 'better-sqlite3';
import { RushesError } from '../../../src-shared/contract/errors.ts';

/**
 * One writer connection to the profile's database.
 *
 * Order that matters in `open`: the Node version before the native module (below Node 22 it dies without a word), the
 * pragmas before the first read, a write before they are read back (better-sqlite3 falls back to synchronous=NORMAL
 * after the first write in WAL mode unless FULL was set), and the refusal before anything of the engine runs.
 */
export type Db = {
  readonly path: string;
  readonly sqlite: BetterSqlite.Database;
  /**
   * A prepared statement, kept for the life of the connection. Where a query has `LIMIT ?`, or `column = ?` with ORDER BY or
   * MAX, write `+?`: else SQLite 3.54 prepares it anew at every bind to look at the value (measured: 15 us a call, not 1).
   */
  sql(text: string): BetterSqlite.Statement;
  /** Runs `work` in BEGIN IMMEDIATE; all of it is on disk when this returns, or none of it happened. Never awaits. */
  write<T>(work: () => T): T;
  /** Runs reads in one transaction: they see one state, and the file is locked once for all of them. */
  read<T>(work: () => T): T;
  close(): void;
};

const leastSqlite = [3, 51, 3];

/** Pragmas of security.md 6, as set and as they must read back. */
const pragmas: readonly [name: string, set: string, reads: string | number][] = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['busy_timeout', '5000', 5000],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['fullfsync', 'ON', 1],
  ['checkpoint_fullfsync', 'ON', 1],
];

function load(): typeof BetterSqlite {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new RushesError('DATABASE_UNSAFE', { rule: `it needs Node 24, this is ${process.version}` });
  }
  return createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite;
}

/** Opens a SQLite file as it is, without pragmas and checks; for the lock, backups and checks. */
export function openRaw(path: string, options: BetterSqlite.Options = {}): BetterSqlite.Database {
  const Sqlite = load();
  return new Sqlite(path, options);
}

/**
 * Opens the database for writing, or refuses with DATABASE_DAMAGED, DATABASE_UNSAFE, DISK_FULL or DISK_FAILED.
 * `look` may refuse it before anything is written to it.
 */
export function openDb(path: string, look: (sqlite: BetterSqlite.Database) => void = () => undefined): Db {
  let sqlite: BetterSqlite.Database | undefined;
  try {
    sqlite = openRaw(path);
    look(sqlite);
    for (const [name, value] of pragmas) sqlite.pragma(`${name} = ${value}`);
    requireSqlite(sqlite);
    readBack(sqlite);
    return connection(path, sqlite);
  } catch (error) {
    sqlite?.close();
    throw asRushesError(error, path);
  }
}

function requireSqlite(sqlite: BetterSqlite.Database): void {
  const version = String(sqlite.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  const at = leastSqlite.findIndex((least, i) => (parts[i] ?? 0) !== least);
  if (at >= 0 && (parts[at] ?? 0) < (leastSqlite[at] ?? 0)) {
    throw new RushesError('DATABASE_UNSAFE', {
      rule: `SQLite ${leastSqlite.join('.')} or later is needed, this is ${version}`,
    });
  }
}

/** Reads the pragmas back after a write, because only then they are what commits will use. */
function readBack(sqlite: BetterSqlite.Database): void {
  sqlite.exec(
    'BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS opened (at INTEGER) STRICT; DROP TABLE opened; COMMIT',
  );
  for (const [name, , reads] of pragmas) {
    const found = sqlite.pragma(name, { simple: true });
    if (found !== reads)
      throw new RushesError('DATABASE_UNSAFE', { rule: `${name} is ${String(found)}, not ${reads}` });
  }
}

function connection(path: string, sqlite: BetterSqlite.Database): Db {
  const statements = new Map<string, BetterSqlite.Statement>();
  const sql = (text: string): BetterSqlite.Statement => {
    let statement = statements.get(text);
    if (statement) return statement;
    statement = sqlite.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  const beginRead = sqlite.prepare('BEGIN');
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commit = sqlite.prepare('COMMIT');
  return {
    path,
    sqlite,
    sql,
    write(work) {
      // Checked before anything else: a nested call must not roll back what it stands in.
      if (sqlite.inTransaction)
        throw new RushesError('INTERNAL', { detail: 'a transaction within a transaction' });
      try {
        begin.run();
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself; a second ROLLBACK would throw and hide the cause.
        if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
        throw asRushesError(error, path);
      }
    },
    read(work) {
      if (sqlite.inTransaction) return work();
      beginRead.run();
      try {
        return work();
      } finally {
        commit.run();
      }
    },
    close: () => sqlite.close(),
  };
}

/** What the system says of files that are not ours to write. */
const closed = ['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'EEXIST', 'SQLITE_PERM', 'SQLITE_AUTH'];

/** A RushesError for what SQLite and the system say about disk and file; everything else unchanged. */
export function asRushesError(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown }).code;
  if (error instanceof RushesError || typeof code !== 'string') return error;
  const facts = { subject: path, detail: code };
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT')
    return new RushesError('DISK_FULL', facts, { cause: error });
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO')
    return new RushesError('DISK_FAILED', facts, { cause: error });
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new RushesError('DATABASE_DAMAGED', facts, { cause: error });
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || closed.includes(code)) {
    return new RushesError(
      'PROFILE_UNUSABLE',
      { subject: path, rule: 'the database in it cannot be written' },
      { cause: error },
    );
  }
  return error;
}
