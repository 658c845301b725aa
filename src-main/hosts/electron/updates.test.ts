import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { desktopTexts } from '../../../src-shared/texts/desktop.ts';
import { canUpdate, createUpdates, isNewer, type Updater, type UpdatesDeps } from './updates.ts';

const words = desktopTexts.updates;
const silent = { info() {}, warn() {}, error() {} };

/** A feed that offers a version, and a person who presses these buttons; answers what was said and what was done, in order. */
function world(
  offered: string | null,
  presses: number[],
  { fails = false, ...over }: Partial<UpdatesDeps> & { fails?: boolean } = {},
) {
  const happened: string[] = [];
  const failing: ((error: unknown) => void)[] = [];
  const updater: Updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    allowDowngrade: true,
    checkForUpdates: async () =>
      offered === null ? null : { isUpdateAvailable: true, updateInfo: { version: offered } },
    downloadUpdate: async () => happened.push('downloaded'),
    quitAndInstall() {
      if (fails) for (const failed of failing) failed(new Error('wrong signature'));
      else happened.push('installed');
    },
    once: (_event, failed) => failing.push(failed),
  };
  const check = createUpdates({
    version: '1.2.3',
    isOn: true,
    demo: false,
    load: async () => updater,
    dialog: {
      async showMessageBox(...args: unknown[]) {
        happened.push((args.at(-1) as { message: string }).message);
        return { response: presses.shift() ?? 1, checkboxChecked: false };
      },
    } as UpdatesDeps['dialog'],
    backup: async () => happened.push('copied'),
    quitWith(last) {
      happened.push('quit');
      last();
    },
    restart: () => void happened.push('restarted'),
    log: silent,
    ...over,
  });
  return { check, happened, updater };
}

describe('an update', () => {
  it('is downloaded and installed only as asked for, after the profile was copied and everything has ended', async () => {
    const { check, happened, updater } = world('1.3.0', [0, 0]);
    await check(false);
    expect(happened).toEqual([
      words.found('1.3.0'),
      'downloaded',
      words.ready('1.3.0'),
      'copied',
      'quit',
      'installed',
    ]);
    expect(updater).toMatchObject({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
    });
  });

  it.each([
    [[1], [words.found('1.3.0')]],
    [
      [0, 1],
      [words.found('1.3.0'), 'downloaded', words.ready('1.3.0')],
    ],
  ])('goes no further than a person wants: %j', async (presses, expected) => {
    const { check, happened } = world('1.3.0', [...presses]);
    await check(false);
    expect(happened).toEqual(expected);
  });

  it.each(['1.2.3', '1.2.2', '0.9.9', '1.3.0-beta.1', 'newest', ''])(
    'is never %s, which is not newer',
    async (offered) => {
      const { check, happened } = world(offered, [0, 0]);
      await check(true);
      expect(happened).toEqual([words.none('1.2.3')]);
    },
  );

  it('is not installed where the profile cannot be copied', async () => {
    const { check, happened } = world('1.3.0', [0, 0], { backup: () => Promise.reject(new Error('full')) });
    await check(false);
    expect(happened.slice(-1)).toEqual([words.noCopy]);
    expect(happened).not.toContain('installed');
  });

  it('that cannot be put in is told, and the app starts again as it was', async () => {
    const { check, happened } = world('1.3.0', [0, 0, 0], { fails: true });
    await check(false);
    await vi.waitFor(() => expect(happened).toContain('restarted'), { timeout: 20_000 });
    expect(happened.slice(-4)).toEqual(['copied', 'quit', words.notInstalled, 'restarted']);
  });

  it('that cannot be asked for is told only to a person who asks', async () => {
    const { check, happened } = world(null, [], { load: () => Promise.reject(new Error('offline')) });
    await check(false);
    expect(happened).toEqual([]);
    await check(true);
    expect(happened).toEqual([words.failed]);
  });

  it.each([
    [true, words.demo],
    [false, words.off],
  ])('is not offered in the demo, which says so to a person who asks: on %s', async (isOn, said) => {
    const { check, happened } = world('1.3.0', [0, 0], { isOn, demo: true });
    await check(false);
    expect(happened).toEqual([]);
    await check(true);
    expect(happened).toEqual([said]);
  });

  it('is off where nothing says where from, and says so', async () => {
    const { check, happened } = world('1.3.0', [0, 0], { isOn: false });
    await check(false);
    expect(happened).toEqual([]);
    await check(true);
    expect(happened).toEqual([words.off]);
  });
});

describe('a copy', () => {
  const feed =
    'provider: generic\nurl: https://updates.invalid/rushes\nupdaterCacheDirName: rushes-updater\n';
  it.each<[NodeJS.Platform, string | null, boolean]>([
    ['darwin', feed, true],
    ['darwin', null, false],
    ['linux', feed, false],
    ['linux', `${feed}publisherName: CN=Rushes\n`, false],
    ['win32', null, false],
    ['win32', feed, false],
    ['win32', `publisherName:\n${feed}`, false],
    ['win32', `publisherName: null\n${feed}`, false],
    ['win32', `publisherName: []\n${feed}`, false],
    ['win32', `${feed}publisherName: CN=Rushes\n`, true],
    ['win32', `publisherName:\n  - CN=Rushes\n${feed}`, true],
  ])('on %s with %j updates itself: %s', (platform, built, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'rushes-updates-'));
    if (built !== null) writeFileSync(join(folder, 'app-update.yml'), built);
    expect(canUpdate(platform, folder)).toBe(expected);
    rmSync(folder, { recursive: true });
  });
});

describe('isNewer', () => {
  it.each([
    ['1.2.4', true],
    ['1.3.0', true],
    ['2.0.0', true],
    ['1.2.3', false],
    ['1.1.9', false],
    ['1.10.0', true],
  ])('%s after 1.2.3: %s', (version, expected) => expect(isNewer(version, '1.2.3')).toBe(expected));
});
