import { closeSync, existsSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src-main/adapters/system/clock.ts';
import { backupTo } from '../../src-main/engine/db/backup.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { makeSpeech, playedEngine, spoken } from './played.ts';

/**
 * Run on a disk of a few MiB (`unshare -m`, tmpfs): fills it, works on, makes room, works on. Prints what happened as
 * one JSON line; disk-full.test.ts says what should.
 */
const [folder = ''] = process.argv.slice(2);
const ballast = join(folder, 'ballast');
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);

/** Takes every byte that is left. */
function fill(): void {
  const fd = openSync(ballast, 'a');
  try {
    for (let bytes = 65_536; bytes >= 1; ) {
      try {
        writeSync(fd, Buffer.alloc(bytes));
      } catch {
        bytes = Math.floor(bytes / 2);
      }
    }
  } finally {
    closeSync(fd);
  }
}
const makeRoom = (): void => rmSync(ballast, { force: true });

const profile = openProfile(folder);
if (!profile) throw new Error('held');
const { db } = profile;
let heard = (_event: string): void => undefined;
const world = playedEngine({
  db,
  assets: profile.assets,
  clock: systemClock(),
  heard: (event) => heard(event),
});
const { engine, fal } = world;

/** The next log line of this name. */
const hearing = (name: string): Promise<void> =>
  new Promise((resolve) => {
    heard = (event) => {
      if (event === name) resolve();
    };
  });
const reaching = (id: string, state: string): Promise<void> =>
  new Promise((resolve) => {
    if (engine.show(id).state === state) return resolve();
    const end = engine.events.subscribe((event) => {
      if (event.type !== 'job' || event.job.id !== id || event.job.state !== state) return;
      end();
      resolve();
    });
  });
const count = (table: string): number =>
  Number(db.sqlite.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get());
const state = (): object => ({
  audit: auditLedger(db),
  jobs: count('jobs'),
  holds: count('holds'),
  held: engine.balance().held,
  open: db.sqlite.inTransaction,
  whole: db.sqlite.pragma('integrity_check', { simple: true }),
});

/** Makes jobs until the disk takes no more; what is left over in the log's last pages takes a few. */
function createUntilFull(most: number): { made: number; code: string } {
  for (let made = 0; made < most; made++) {
    try {
      makeSpeech(engine);
    } catch (error) {
      return { made, code: codeOf(error) };
    }
  }
  return { made: most, code: 'never full' };
}

engine.write(() => engine.ledger.grant(1_000_000, 'small disk', 'for the tests'));
engine.pause();
const kept = makeSpeech(engine);

fill();
const full = createUntilFull(2_000);
const whileFull = state();
const cancel = ((): string => {
  for (let i = 0; i < 50; i++) {
    try {
      engine.actOn(kept, (id) => engine.actions.cancel(id));
      return 'done';
    } catch (error) {
      if (i === 0) return codeOf(error);
    }
  }
  return 'never';
})();
const keptState = engine.show(kept).state;
const backup = await backupTo(db, join(profile.backups, 'b.db')).then(() => 'done', codeOf);
const parts = existsSync(profile.backups) ? readdirSync(profile.backups) : [];

makeRoom();
const cancelled = engine.actOn(kept, (id) => engine.actions.cancel(id)).state;
const after = { cancelled, ...createUntilFull(5), ...state() };

// A job at the provider whose result comes while the disk is full: it waits for the disk, not for another submit.
const emptyQueue = async (): Promise<void> => {
  for (const { id } of await engine.page({ state: 'queued', after: null, limit: 200 }))
    engine.actOn(id, (job) => engine.actions.cancel(job));
};
await emptyQueue();
let answer: (() => void) | null = null;
fal.poll = () => {
  answer?.();
  return spoken;
};
engine.start();
const polled = new Promise<void>((resolve) => {
  answer = () => {
    fill();
    createUntilFull(2_000);
    resolve();
  };
});
engine.resume();
const running = makeSpeech(engine);
const stuck = hearing('write failed, waiting for the disk');
await polled;
const waited = await Promise.race([
  stuck.then(() => 'for the disk'),
  reaching(running, 'preview_ready').then(() => 'not at all'),
]);
makeRoom();
await reaching(running, 'preview_ready');
const stored = engine.show(running);
await emptyQueue();
await engine.stop();
const end = state();
profile.close();

// Opened while the disk is full, then when it is not.
fill();
let opened: string;
try {
  openProfile(folder)?.close();
  opened = 'opened';
} catch (error) {
  opened = codeOf(error);
}
makeRoom();
const again = openProfile(folder);
const last = again ? auditLedger(again.db) : ['held'];
again?.close();

console.log(
  JSON.stringify({
    full,
    whileFull,
    cancel,
    keptState,
    backup,
    parts,
    after,
    waited,
    stored: { takes: stored.takes.length, attempts: stored.attempts.length, submits: fal.submits },
    end,
    opened,
    last,
  }),
);
