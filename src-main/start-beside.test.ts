import { describe, expect, it } from 'vitest';
import { type BesideOptions, openBeside } from './start-beside.ts';

/** Opens the other studio of this one; answers what was started, and what was logged of its failure. */
function opened(over: Partial<BesideOptions>) {
  const started: unknown[][] = [];
  const logged: string[] = [];
  openBeside({
    home: '/home/one',
    demo: true,
    isPackaged: true,
    appFolder: '/project',
    handedOn: { FAL_KEY: 'a-key' },
    log: { info() {}, warn() {}, error: (event) => void logged.push(event) },
    spawn(program, args, { env, detached, stdio }) {
      started.push([program, args, env], [detached, stdio]);
      return { on: (_event, hear) => hear(new Error('no such file')), unref: () => started.push(['unref']) };
    },
    here: { execPath: '/opt/rushes', env: { LANG: 'C' } },
    ...over,
  });
  return { started, logged };
}

describe('the other studio', () => {
  it('of the demo is one’s own, with the keys that the demo took from the environment', () => {
    const { started, logged } = opened({});
    expect(started).toEqual([
      ['/opt/rushes', ['--home', '/home/one', '--own'], { LANG: 'C', FAL_KEY: 'a-key' }],
      [true, 'ignore'],
      ['unref'],
    ]);
    expect(logged).toEqual(['the other studio could not be started']);
  });

  it('of one’s own is the demo, which gets none', () => {
    expect(opened({ demo: false }).started[0]).toEqual([
      '/opt/rushes',
      ['--home', '/home/one', '--demo'],
      { LANG: 'C' },
    ]);
  });

  it('in development is told where the app is', () => {
    expect(opened({ isPackaged: false }).started[0]?.[1]).toEqual([
      '/project',
      '--home',
      '/home/one',
      '--own',
    ]);
  });

  it.each([
    ['in the mount of an image', '/tmp/.mount_r/rushes', '/home/Rushes.AppImage'],
    ['started by another AppImage', '/opt/rushes', '/opt/rushes'],
    ['in a folder named like the mount', '/tmp/.mount_rushes/rushes', '/tmp/.mount_rushes/rushes'],
  ])('is the same program: %s', (_name, execPath, expected) => {
    const env = { APPIMAGE: '/home/Rushes.AppImage', APPDIR: '/tmp/.mount_r' };
    expect(opened({ here: { execPath, env } }).started[0]?.[0]).toBe(expected);
  });
});
