import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDb, openRaw } from '../../src-main/engine/db/db.ts';
import { openProfile, profileAt } from '../../src-main/engine/profile/profile.ts';
import { restore } from '../../src-main/engine/profile/restore.ts';
import { openInside } from './inside.ts';
import { rushes } from './rushes.ts';
import { folders } from './world.ts';

const disk = folders();
afterAll(() => disk.removeAll());
let folder: string;
beforeEach(() => {
  folder = disk.make();
});
const backups = (): string[] =>
  existsSync(join(folder, 'backups')) ? readdirSync(join(folder, 'backups')) : [];
const refused = (code: string, found?: string): unknown =>
  expect.objectContaining({ code, ...(found ? { facts: expect.objectContaining({ found }) } : {}) });
const left = (): string[] => readdirSync(folder).filter((name) => /part|examined/.test(name));

async function grant(amount: number): Promise<void> {
  const { client, stop } = await openInside(folder);
  await client.credits.grant({ amount });
  await stop();
}
async function granted(): Promise<number> {
  const { client, stop } = await openInside(folder);
  const { granted: sum } = await client.credits.balance();
  await stop();
  return sum;
}

describe('daily backups', () => {
  it('are made once a day by a process that worked, and by no other', async () => {
    await (await openInside(folder)).stop();
    expect(backups()).toEqual([]);
    await (await openInside(folder, { work: true })).stop();
    const [first] = backups();
    expect(backups()).toEqual([expect.stringMatching(/^rushes-\d{4}-\d\d-\d\d\.db$/)]);
    const bytes = readFileSync(join(folder, 'backups', first!));
    await grant(5);
    await (await openInside(folder, { work: true })).stop();
    expect(backups()).toHaveLength(backups()[1] ? 2 : 1);
    expect(readFileSync(join(folder, 'backups', first!)).equals(bytes)).toBe(true);
  });
});

describe('restore', () => {
  it('puts a backup in its place, keeps what was there, and can be undone', async () => {
    await grant(100);
    const { client, stop } = await openInside(folder);
    const { path } = await client.app.backup();
    await stop();
    await grant(11);
    const aside = restore(folder, path, 'one');
    expect(await granted()).toBe(100);
    // What was sent after the backup is still to be sent in it: nobody pays for it again unasked.
    const restored = await openInside(folder);
    expect(await restored.client.queue.status()).toMatchObject({ paused: true });
    await restored.stop();
    expect(restore(folder, aside!, 'two')).toMatch(/put-aside-two/);
    expect(await granted()).toBe(111);
    expect(left()).toEqual([]);
  });

  it('of a database that was put aside after a crash brings its log, too', async () => {
    await grant(100);
    const { client, stop } = await openInside(folder);
    const { path } = await client.app.backup();
    await stop();
    const db = openDb(join(folder, 'rushes.db'));
    db.write(() => db.sql(`INSERT INTO settings VALUES ('only in the log', '1')`).run());
    // As a killed process leaves it: the log beside it, nobody to work it in.
    for (const end of ['', '-wal', '-shm']) {
      const bytes = readFileSync(`${join(folder, 'rushes.db')}${end}`);
      writeFileSync(`${join(folder, 'left.db')}${end}`, bytes);
    }
    db.close();
    for (const end of ['', '-wal', '-shm'])
      writeFileSync(`${join(folder, 'rushes.db')}${end}`, readFileSync(`${join(folder, 'left.db')}${end}`));
    const aside = restore(folder, path, 'one');
    expect(existsSync(`${aside}-wal`)).toBe(true);
    restore(folder, aside!, 'two');
    const back = openProfile(folder);
    expect(back!.db.sql(`SELECT value FROM settings WHERE key = 'only in the log'`).pluck().get()).toBe('1');
    back!.close();
  });

  it('into an empty folder makes the profile', async () => {
    await grant(7);
    const elsewhere = join(disk.make(), 'new');
    expect(restore(elsewhere, join(folder, 'rushes.db'), 'one')).toBe(null);
    const profile = openProfile(elsewhere);
    expect(profile!.db.sql('SELECT COUNT(*) FROM entries').pluck().get()).toBe(1);
    profile!.close();
  });

  it('refuses what is no backup of ours, and changes nothing', async () => {
    await grant(100);
    const odd = join(disk.make(), 'odd.db');
    const attempt = () => restore(folder, odd, 'one');
    expect(attempt).toThrow(refused('BAD_INPUT', 'no such file'));
    writeFileSync(odd, 'Dear diary');
    expect(attempt).toThrow(refused('BAD_INPUT', 'another file'));
    writeFileSync(odd, '');
    expect(attempt).toThrow(refused('BAD_INPUT', 'another file'));
    writeFileSync(odd, '');
    const foreign = openRaw(odd);
    foreign.exec('CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 1');
    foreign.close();
    expect(attempt).toThrow(refused('BAD_INPUT', 'another file'));
    expect(() => restore(folder, disk.make(), 'one')).toThrow(refused('BAD_INPUT'));
    expect(await granted()).toBe(100);
    expect([left(), readdirSync(folder).filter((name) => name.includes('aside'))]).toEqual([[], []]);
  });

  it('refuses a later version and a damaged backup', async () => {
    await grant(100);
    const { client, stop } = await openInside(folder);
    const { path } = await client.app.backup();
    await stop();
    const later = join(disk.make(), 'later.db');
    writeFileSync(later, readFileSync(path));
    const db = openRaw(later);
    db.pragma('user_version = 99');
    db.close();
    expect(() => restore(folder, later, 'one')).toThrow(refused('DATABASE_NEWER', '99'));
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 3 * 4_096, 9 * 4_096);
    writeFileSync(later, bytes);
    expect(() => restore(folder, later, 'one')).toThrow(refused('DATABASE_DAMAGED'));
    expect(await granted()).toBe(100);
    expect(left()).toEqual([]);
  });

  it('takes a backup from a folder that is read only', async () => {
    await grant(3);
    const { client, stop } = await openInside(folder);
    const { path } = await client.app.backup();
    await stop();
    const shelf = disk.make();
    writeFileSync(join(shelf, 'b.db'), readFileSync(path), { mode: 0o400 });
    chmodSync(shelf, 0o500);
    restore(folder, join(shelf, 'b.db'), 'one');
    expect(await granted()).toBe(3);
    expect(readdirSync(shelf)).toEqual(['b.db']);
    chmodSync(shelf, 0o700);
  });

  it('is refused while an engine runs', async () => {
    await grant(3);
    const { client, stop } = await openInside(folder);
    const { path } = await client.app.backup();
    expect(() => restore(folder, path, 'one')).toThrow(refused('NOT_ALLOWED'));
    const ran = await rushes(['--home', folder, 'doctor', '--restore', path, '--json']);
    expect(ran.json()).toMatchObject({ error: { code: 'NOT_ALLOWED', field: 'restore' } });
    await stop();
    expect((await rushes(['--home', folder, 'doctor', '--restore', path, '--json'])).code).toBe(0);
    expect(readdirSync(folder).some((name) => name.includes('put-aside'))).toBe(true);
    expect(await granted()).toBe(3);
  });

  it('that is killed half way is told at the next start, and done again', async () => {
    await grant(100);
    const { client, stop } = await openInside(folder);
    const { path } = await client.app.backup();
    await stop();
    // The old database is out of the way and the new one not yet in its place.
    const { database } = profileAt(folder);
    mkdirSync(join(folder, 'aside'));
    writeFileSync(`${database}.part`, readFileSync(path));
    writeFileSync(join(folder, 'aside', 'old.db'), readFileSync(database));
    rmSync(database);
    expect(() => openProfile(folder)).toThrow(refused('DATABASE_DAMAGED'));
    restore(folder, path, 'one');
    expect(await granted()).toBe(100);
    expect(left()).toEqual([]);
  });
});
