import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDb, openRaw } from '../../src-main/engine/db/db.ts';
import { migrations } from '../../src-main/engine/db/migrations/list.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { folders, hold } from './world.ts';

/** A folder that cannot be a profile is refused with its rule, before anything is made. */

const disk = folders();
afterAll(() => disk.removeAll());
const root = process.getuid?.() === 0;
const canMount = root && spawnSync('unshare', ['-m', 'true']).status === 0;
/** Some user without rights. */
const nobody = 65_534;

const unusable = (rule: unknown): object => ({ error: { code: 'PROFILE_UNUSABLE', field: 'home', rule } });
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

let folder: string;
beforeEach(() => {
  folder = disk.make();
});

describe('a folder that cannot be a profile', () => {
  it('is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    expect((await hold({ folder: file })).told).toMatchObject(unusable('it is not a folder'));
    expect((await hold({ folder: join(file, 'below') })).told).toMatchObject(unusable('it is not a folder'));
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('is on a disk that is read only', async (ctx) => {
    if (!canMount) return ctx.skip('unshare -m needs root');
    const mount = `mount -t tmpfs -o mode=700 tmpfs "$0" && mount -o remount,ro "$0" && exec "$@"`;
    const before = ['unshare', '-m', 'sh', '-c', mount, folder];
    expect((await hold({ folder, before })).told).toMatchObject(unusable('it cannot be written'));
    const below = join(folder, 'below');
    expect((await hold({ folder: below, before })).told).toMatchObject(unusable('it cannot be written'));
  });

  it("is somebody else's", async (ctx) => {
    if (!root) return ctx.skip('needs root, to be somebody else');
    const spawn = { uid: nobody, gid: nobody };
    expect((await hold({ folder, spawn })).told).toMatchObject(unusable('it cannot be written'));
    chmodSync(folder, 0o755);
    const below = join(folder, 'below');
    expect((await hold({ folder: below, spawn })).told).toMatchObject(unusable('it cannot be written'));
    expect(existsSync(below)).toBe(false);
  });

  it('has a database that only somebody else may write', async (ctx) => {
    if (!root) return ctx.skip('needs root, to be somebody else');
    await (await hold({ folder })).end();
    chownSync(folder, nobody, nobody);
    chmodSync(join(folder, 'rushes.db'), 0o600);
    const { told } = await hold({ folder, spawn: { uid: nobody, gid: nobody } });
    expect(told.error).toMatchObject({ code: 'PROFILE_UNUSABLE', rule: expect.stringContaining('written') });
  });

  it('has a folder where the database should be', async () => {
    mkdirSync(join(folder, 'rushes.db'));
    expect((await hold({ folder })).told.error).toMatchObject({ code: 'PROFILE_UNUSABLE' });
  });

  it('has a name that no disk takes', async () => {
    const { told } = await hold({ folder: join(folder, 'x'.repeat(300)) });
    expect(told).toMatchObject(unusable(expect.stringContaining('ENAMETOOLONG')));
  });

  it('is shared with others, who would be locked out of it', () => {
    chmodSync(folder, 0o1777);
    expect(() => openProfile(folder)).toThrow(expect.objectContaining({ code: 'PROFILE_UNUSABLE' }));
    expect(statSync(folder).mode & 0o7777).toBe(0o1777);
  });
});

describe('a folder that can', () => {
  it('is closed to others, whatever it was, and whatever the umask is', async () => {
    chmodSync(folder, 0o755);
    const holder = await hold({ folder, before: ['sh', '-c', 'umask 0; exec "$0" "$@"'] });
    expect(holder.told.ready).toBeGreaterThan(0);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['logs', 'backups', 'assets'])
      if (existsSync(join(folder, name))) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    await holder.end();
  });

  it('is opened again after a failure: the lock is free', async () => {
    const file = join(folder, 'rushes.db');
    writeFileSync(file, 'no database');
    expect(() => openProfile(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_DAMAGED' }));
    writeFileSync(file, '');
    const profile = openProfile(folder);
    expect(profile).not.toBe(null);
    expect(openProfile(folder)).toBe(null);
    profile?.close();
  });
});

describe('a database of a later version', () => {
  const newer = String(migrations.length + 7);

  it('is refused and left as it was, to the byte', async () => {
    await (await hold({ folder })).end();
    const file = join(folder, 'rushes.db');
    const db = openRaw(file);
    db.pragma(`user_version = ${newer}`);
    db.close();
    const before = sha256(file);
    const { told } = await hold({ folder });
    expect(told.error).toMatchObject({
      code: 'DATABASE_NEWER',
      found: newer,
      rule: String(migrations.length),
    });
    expect(sha256(file)).toBe(before);
    expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toMatch(/-wal|-journal/);
  });

  it('is refused as well where its last work stands in its log', () => {
    const first = openProfile(folder);
    first?.close();
    const file = join(folder, 'rushes.db');
    const db = openDb(file);
    db.write(() => db.sql(`INSERT INTO settings VALUES ('later', '1')`).run());
    db.sqlite.pragma(`user_version = ${newer}`);
    for (const end of ['', '-wal', '-shm'])
      writeFileSync(`${file}${end}.kept`, readFileSync(`${file}${end}`));
    db.close();
    for (const end of ['', '-wal', '-shm'])
      writeFileSync(`${file}${end}`, readFileSync(`${file}${end}.kept`));
    expect(() => openProfile(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_NEWER' }));
    const kept = openRaw(file);
    expect(kept.prepare(`SELECT value FROM settings WHERE key = 'later'`).pluck().get()).toBe('1');
    kept.close();
  });
});
