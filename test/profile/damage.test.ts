import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { type OpenProfile, openProfile } from '../../src-main/engine/profile/profile.ts';
import { restore } from '../../src-main/engine/profile/restore.ts';
import { RushesError } from '../../src-shared/contract/errors.ts';
import { alter, backupOf, copyProfile, flip, makeSamples, pageOf, type Samples } from './damage.ts';
import { openInside } from './inside.ts';
import { folders } from './world.ts';

/**
 * A database that was damaged while nobody looked: told at the start or by `doctor`, nothing deleted, and a backup
 * brings it back. Each test damages a copy of its own.
 */

const disk = folders();
let samples: Samples;
let folder: string;
const file = (end = ''): string => join(folder, `rushes.db${end}`);
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

beforeAll(async () => {
  samples = await makeSamples(disk.make(), disk.make());
});
beforeEach(() => {
  folder = disk.make();
});
afterAll(() => disk.removeAll());

const names = (): string[] => readdirSync(folder).filter((name) => !name.startsWith('lock.db'));

/** What a start says, then what `doctor` says; and that nothing was removed. */
async function told(): Promise<'at start' | 'by doctor' | 'not at all'> {
  const before = names();
  const kept = existsSync(file()) ? sha256(file()) : null;
  const opened = await openInside(folder).catch((error: unknown) => error as RushesError);
  if (opened instanceof Error) {
    expect(opened).toMatchObject({ code: 'DATABASE_DAMAGED', facts: { subject: expect.any(String) } });
    expect(names()).toEqual(expect.arrayContaining(before));
    if (kept) expect(sha256(file())).toBe(kept);
    return 'at start';
  }
  const { ok, checks } = await opened.client.app.doctor();
  await opened.stop();
  const wrong = checks.filter((check) => !check.ok).map((check) => check.name);
  return !ok && (wrong.includes('database') || wrong.includes('ledger')) ? 'by doctor' : 'not at all';
}

/** A backup in its place: what was there is kept to the byte, and the studio works again. */
async function restored(): Promise<void> {
  const old = existsSync(file()) ? sha256(file()) : null;
  const aside = restore(folder, backupOf(folder), 'stamp');
  if (old) expect(sha256(aside ?? '')).toBe(old);
  else expect(aside).toBe(null);
  const { client, stop } = await openInside(folder);
  const { checks } = await client.app.doctor();
  expect(checks.filter((c) => ['database', 'ledger', 'files'].includes(c.name)).every((c) => c.ok)).toBe(
    true,
  );
  expect((await client.jobs.list({})).jobs).toHaveLength(samples.jobs);
  expect(await client.credits.balance()).toMatchObject({ granted: 1_000, held: samples.jobs * 100 });
  await stop();
}

type Damage = [name: string, expected: 'at start' | 'by doctor', damage: () => void];

const ofClosed: Damage[] = [
  ['the first bytes of page 1', 'at start', () => flip(file(), [0, 1, 2, 3])],
  ['the table of contents in page 1', 'at start', () => flip(file(), [100, 103, 105])],
  [
    'a letter in the text that makes the table of the search',
    'at start',
    () => flip(file(), [readFileSync(file()).indexOf('contentless_delete') + 7]),
  ],
  ['the head of an index page', 'at start', () => flip(file(), [pageOf(file(), 'jobs_by_state').at])],
  [
    'a key in an index page',
    'by doctor',
    () => {
      const { at, size } = pageOf(file(), 'jobs_by_state');
      flip(file(), [at + size - 4]);
    },
  ],
  ['the head of a ledger page', 'at start', () => flip(file(), [pageOf(file(), 'entries').at + 3])],
  [
    'an amount in the ledger',
    'by doctor',
    () => alter(file(), 'DROP TRIGGER entries_stay; UPDATE entries SET amount = 101 WHERE id = 3'),
  ],
  ['a balance', 'by doctor', () => alter(file(), `UPDATE accounts SET balance = 900 WHERE name = 'held'`)],
  ['half of the file, cut off', 'at start', () => truncateSync(file(), 40_000)],
  ['the last byte, cut off', 'at start', () => truncateSync(file(), readFileSync(file()).length - 1)],
  ['all of it: an empty file', 'at start', () => truncateSync(file(), 0)],
  ['all of it: no file', 'at start', () => rmSync(file())],
  ['all of it: a text', 'at start', () => writeFileSync(file(), 'Dear diary,\n'.repeat(1_000))],
  ['all of it: a short text', 'at start', () => writeFileSync(file(), 'x')],
];

const walAt = (n: number): number => 32 + n * (24 + 4_096);
const ofKilled: Damage[] = [
  ['the head of the log', 'at start', () => flip(file('-wal'), [5])],
  ['a frame in the middle of the log', 'at start', () => flip(file('-wal'), [walAt(2) + 24 + 100])],
  ['the salt of a frame of the log', 'at start', () => flip(file('-wal'), [walAt(1) + 9])],
  ['the last byte of the log', 'at start', () => flip(file('-wal'), [-1])],
  ['half of the log, cut off', 'at start', () => truncateSync(file('-wal'), walAt(2))],
  ['the log: an empty file', 'at start', () => truncateSync(file('-wal'), 0)],
  ['the log: no file', 'at start', () => rmSync(file('-wal'))],
  ['the database beside its log: an empty file', 'at start', () => truncateSync(file(), 0)],
  ['the database beside its log: no file', 'at start', () => rmSync(file())],
];

describe('damage to a closed database', () => {
  for (const [name, expected, damage] of ofClosed) {
    it(`${name}: told ${expected}, and a backup helps`, async () => {
      copyProfile(samples.closed, folder);
      damage();
      expect(await told()).toBe(expected);
      await restored();
    });
  }

  it('of one byte anywhere is told or harmless, and never more than an error', () => {
    const whole = readFileSync(join(samples.closed, 'rushes.db'));
    const odd: string[] = [];
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ bits;
        writeFileSync(file(), bytes);
        let profile: OpenProfile | null = null;
        try {
          profile = openProfile(folder);
          auditLedger(profile!.db);
        } catch (error) {
          const code = error instanceof RushesError ? error.code : String(error);
          if (!/^DATABASE_(DAMAGED|NEWER|UNSAFE)$/.test(code) && !/SQLITE_CORRUPT|malformed/.test(code))
            odd.push(`${at}: ${code}`);
        }
        profile?.close();
        for (const end of ['-wal', '-shm']) rmSync(file(end), { force: true });
      }),
      { numRuns: 60 },
    );
    expect(odd).toEqual([]);
  });
});

describe('damage to a database whose last work stands in its log', () => {
  it('none: everything is there', async () => {
    copyProfile(samples.killed, folder);
    const { client, stop } = await openInside(folder);
    expect((await client.jobs.list({})).jobs).toHaveLength(samples.jobs + 1);
    expect((await client.app.doctor()).checks.find((c) => c.name === 'ledger')?.ok).toBe(true);
    await stop();
  });

  it('none, and a half-written transaction behind it: that one is not there', async () => {
    copyProfile(samples.killed, folder);
    const wal = readFileSync(file('-wal'));
    writeFileSync(file('-wal'), Buffer.concat([wal, wal.subarray(-2_000)]));
    expect(await told()).toBe('not at all');
  });

  for (const [name, expected, damage] of ofKilled) {
    it(`${name}: told ${expected}, and a backup helps`, async () => {
      copyProfile(samples.killed, folder);
      damage();
      expect(await told()).toBe(expected);
      await restored();
    });
  }
});
