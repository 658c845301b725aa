import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { check } from '../../../src-shared/contract/app.ts';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { backupName, backupTo, thin } from '../db/backup.ts';
import { checkFile } from '../db/check.ts';
import { asRushesError } from '../db/db.ts';
import type { Engine } from '../engine.ts';
import { auditLedger } from '../ledger/audit.ts';
import type { OpenProfile } from './profile.ts';

/** Looking after a profile: examining it, its backups, and a report that holds no prompt and no key. */
export type Upkeep = ReturnType<typeof createUpkeep>;

export type UpkeepDeps = {
  engine: Engine;
  profile: OpenProfile;
  version: string;
  /** The last lines of the log, redacted, and the sink's own redaction for all else. */
  logLines(n: number): string[];
  redact(text: string): string;
};

type Check = z.infer<typeof check>;

const linesInBundle = 500;
/** How long (ms) after a start, and then how often, it is asked whether the work is done and the day's upkeep is not. */
const lookMs = 60_000;
/** Work that never ends puts off the day's upkeep no longer than this (ms); so does an upkeep that failed. */
const longestMs = 3_600_000;
/** A network that is away for this long (ms) is nothing to wait for. */
const graceMs = 10_000;

export function createUpkeep({ engine, profile, version, logLines, redact }: UpkeepDeps) {
  const { db, clock } = engine;
  const damage = new AbortController();
  let forget: (() => void) | null = null;
  let underway: Promise<void> | null = null;

  const today = (): string => join(profile.backups, backupName(clock.localDay(clock.now()).dayStart));

  const daily = async (): Promise<void> => {
    const path = today();
    if (existsSync(path)) return;
    await backupTo(db, path);
    thin(profile.backups);
    engine.log.info('backup made', { bytes: statSync(path).size });
    await engine.turn();
    const { evicted, bytes } = await engine.assets.evict(false);
    if (evicted.length > 0) engine.log.info('takes cleared away', { takes: evicted.length, bytes });
  };

  const onceADay = (): Promise<void> => {
    underway ??= daily().finally(() => {
      underway = null;
    });
    return underway;
  };

  /** `since`: when the day's upkeep became due, on the clock that cannot be set. */
  const watch = (waitMs: number, since: number): void => {
    forget = clock.after(waitMs, () => {
      if (existsSync(today())) return watch(lookMs, clock.monotonic());
      if (engine.busy(graceMs) > 0 && clock.monotonic() - since < longestMs) return watch(lookMs, since);
      onceADay()
        .then(() => lookMs)
        .catch((error: unknown) => {
          engine.log.warn('no backup today', { error });
          return longestMs;
        })
        .then((next) => {
          if (!damage.signal.aborted) watch(next, clock.monotonic());
        })
        .catch(() => undefined);
    });
  };

  const examine = async (): Promise<{ ok: boolean; checks: Check[] }> => {
    const checks: Check[] = [];
    const add = (name: string, ok: boolean, detail: string): void => void checks.push({ name, ok, detail });
    const found = await checkFile(profile.database, 'full');
    add('database', found === 'ok', found === 'ok' ? 'whole' : found);
    const wrong = auditLedger(db);
    add(
      'ledger',
      wrong.length === 0,
      wrong.length === 0 ? 'every balance follows from its entries' : wrong.join('; '),
    );
    const gone = await missingFiles();
    add(
      'files',
      gone.length === 0,
      gone.length === 0 ? 'every take is on disk' : `${gone.length} missing, such as ${gone[0]}`,
    );
    const free = await engine.files.freeBytes();
    add('disk', free >= 500 * 1024 * 1024, `${Math.floor(free / 1024 / 1024)} MiB free`);
    const { keychain, keys } = await engine.keys.status();
    add('keychain', keychain === 'ok' || keychain === 'unused', keychain);
    for (const key of keys)
      if (key.present)
        add(`key of ${key.provider}`, true, `${key.source ?? 'none'}, ends in ${key.last4 ?? '?'}`);
    const backups = existsSync(profile.backups)
      ? readdirSync(profile.backups).filter((f) => f.endsWith('.db'))
      : [];
    add(
      'backups',
      true,
      backups.length === 0 ? 'none yet' : `${backups.length}, the newest is ${backups.sort().at(-1)}`,
    );
    return { ok: checks.every((c) => c.ok), checks };
  };

  const missingFiles = async (): Promise<string[]> => {
    const gone: string[] = [];
    for (const row of db.sqlite
      .prepare('SELECT path FROM assets ORDER BY id DESC LIMIT 5000')
      .iterate() as Iterable<{ path: string }>) {
      if (!existsSync(engine.files.absolute(row.path))) gone.push(row.path);
    }
    return gone;
  };

  return {
    examine,

    async backup(): Promise<{ path: string; bytes: number }> {
      const now = clock.now();
      const path = join(
        profile.backups,
        `rushes-by-hand-${new Date(now).toISOString().replace(/[:.]/g, '-')}.db`,
      );
      return { path, bytes: await backupTo(db, path) };
    },

    /** Once a local day: a proven backup, older ones thinned, and takes over the limits cleared away. */
    daily: onceADay,

    /** Has that done whenever the work of the day is done for the first time, a minute after the start at the soonest. */
    start: (): void => watch(lookMs, clock.monotonic()),

    /** Proves a large database off this thread; a damaged one is told and nothing more is sent. */
    async proveWhole(): Promise<void> {
      const found = await checkFile(profile.database, 'quick', damage.signal);
      if (found === 'ok' || damage.signal.aborted) return;
      engine.log.error('the database is damaged', { found });
      engine.pause();
    },

    async bundle(file: string): Promise<{ path: string; bytes: number }> {
      const report = {
        rushes: version,
        node: process.version,
        system: `${process.platform} ${process.arch}`,
        sqlite: String(db.sqlite.prepare('SELECT sqlite_version()').pluck().get()),
        schema: Number(db.sqlite.pragma('user_version', { simple: true })),
        demo: engine.demo,
        at: new Date(clock.now()).toISOString(),
        examined: await examine(),
        stats: engine.stats(),
        credits: engine.balance(),
        errors: db.sqlite
          .prepare(
            `SELECT provider, state, json_extract(error, '$.code') AS code, COUNT(*) AS n FROM attempts GROUP BY 1, 2, 3`,
          )
          .all(),
        log: logLines(linesInBundle),
      };
      const text = redact(`${JSON.stringify(report, null, 2)}\n`);
      try {
        writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        const told = asRushesError(error, file);
        if (told instanceof RushesError && told.code.startsWith('DISK_')) {
          // The flag says that the file was ours; half a report would stand in the way of a whole one.
          rmSync(file, { force: true });
          throw told;
        }
        throw new RushesError('BAD_INPUT', {
          field: 'bundle',
          rule: 'a path of a new file in a folder that can be written',
          found: code === 'EEXIST' ? 'there already' : 'one that cannot be written',
        });
      }
      return { path: file, bytes: Buffer.byteLength(text) };
    },

    stop(): void {
      damage.abort();
      forget?.();
    },
  };
}
