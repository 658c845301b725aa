import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../src-main/adapters/system/clock.ts';
import { backupTo } from '../../src-main/engine/db/backup.ts';
import { migrate } from '../../src-main/engine/db/migrate.ts';
import { migrations } from '../../src-main/engine/db/migrations/list.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { makeSpeech, playedEngine } from './played.ts';

/**
 * A process whose own system calls are made to fail while it does one thing: strace is attached to it, injects the
 * fault, and lets go again. Prints one JSON line per thing; disk-faults.test.ts says what should stand there.
 */
const [folder = ''] = process.argv.slice(2);
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);

/** What the system tells of a thread of this process; nothing of one that has ended meanwhile. */
function statusOf(task: string): string {
  try {
    return readFileSync(`/proc/self/task/${task}/status`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return '';
    throw error;
  }
}

/** Resolves when strace says that it holds every thread of this process. */
async function attach(inject: string): Promise<ChildProcess> {
  const calls = inject.split(':')[0] ?? '';
  const args = [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${calls}`,
    '-e',
    `inject=${inject}`,
    '-p',
    String(process.pid),
  ];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  createInterface({ input: strace.stderr }).on('line', (line) => said.push(line));
  // Its hold on us is in our own status, which is surer than what it prints.
  const held = (): boolean =>
    readdirSync('/proc/self/task').every((task) => !/TracerPid:\t0\n/.test(statusOf(task)));
  while (!held()) {
    if (strace.exitCode !== null) throw new Error(`strace: ${said.join(' ')}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return strace;
}

async function faulty(inject: string, work: () => unknown): Promise<string> {
  const strace = await attach(inject);
  const gone = new Promise((resolve) => strace.once('close', resolve));
  try {
    await work();
    return 'done';
  } catch (error) {
    return codeOf(error);
  } finally {
    strace.kill('SIGTERM');
    await gone;
  }
}

const profile = openProfile(folder);
if (!profile) throw new Error('held');
const { db } = profile;
const { engine } = playedEngine({ db, assets: profile.assets, clock: systemClock() });
engine.write(() => engine.ledger.grant(10_000, 'faulty disk', 'for the tests'));
engine.pause();

const noSpace = 'pwrite64:error=ENOSPC';
const firstSync = 'fsync,fdatasync:error=EIO:when=1';
const rows = (): number => Number(db.sqlite.prepare('SELECT COUNT(*) FROM jobs').pluck().get());
const books = (): object => ({ jobs: rows(), held: engine.balance().held, audit: auditLedger(db) });

async function trial(name: string, inject: string, work: () => unknown): Promise<void> {
  const before = JSON.stringify(books());
  const result = await faulty(inject, work);
  const same = JSON.stringify(books()) === before;
  const clean = !db.sqlite.inTransaction && db.sqlite.pragma('integrity_check', { simple: true }) === 'ok';
  let afterwards = 'done';
  try {
    await work();
  } catch (error) {
    afterwards = codeOf(error);
  }
  console.log(JSON.stringify({ name, result, same, clean, afterwards, audit: auditLedger(db) }));
}

const jobs = [1, 2, 3].map(() => makeSpeech(engine));
const version = (): number => Number(db.sqlite.pragma('user_version', { simple: true }));
const parts = (): string[] =>
  existsSync(profile.backups) ? readdirSync(profile.backups).filter((name) => name.includes('part')) : [];

await trial('create, no space', noSpace, () => makeSpeech(engine));
await trial('create, EIO at its sync', firstSync, () => makeSpeech(engine));
await trial('settle, no space', noSpace, () =>
  engine.actOn(jobs[0] ?? '', (id) => engine.actions.cancel(id)),
);
await trial('settle, EIO at its sync', firstSync, () =>
  engine.actOn(jobs[1] ?? '', (id) => engine.actions.cancel(id)),
);
await trial('grant, EIO while writing', 'pwrite64:error=EIO:when=1', () =>
  engine.write(() => engine.ledger.grant(1, 'again', 'again')),
);
await trial('backup, no space', noSpace, () => backupTo(db, join(profile.backups, 'b.db')));
await trial('backup, EIO at a sync', firstSync, () => backupTo(db, join(profile.backups, 'c.db')));
const next = [...migrations, { name: 'one-more', sql: 'CREATE TABLE one_more (a INTEGER) STRICT' }];
const step = (): void => migrate(db, profile.backups, next);
const old = version();
for (const [name, inject] of [
  ['migration, no space', noSpace],
  ['migration, EIO at its first sync', firstSync],
  ['migration, EIO at a later sync', 'fsync,fdatasync:error=EIO:when=4'],
] as const) {
  const result = await faulty(inject, step);
  console.log(JSON.stringify({ name, result, same: version() === old, left: parts() }));
}
step();
console.log(
  JSON.stringify({ name: 'migration', result: version() - old, left: parts(), audit: auditLedger(db) }),
);
await engine.stop();
profile.close();
