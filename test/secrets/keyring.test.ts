import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { atLength } from '../full.ts';
import { folders, sourceOf } from '../profile/world.ts';
import { hitsBelow, hitsIn } from './forms.ts';

/** T32 through the engine: the keychain in its states, with a real Secret Service in a session and a home of its own. */

const here = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const able = ['dbus-run-session', 'gnome-keyring-daemon', 'gdbus'].every(here);
if (!able) console.log('skipped: keys in a real keychain: apt-get install gnome-keyring dbus');

const disk = folders();
afterAll(() => disk.removeAll());
const canary = 'sk-canary-keyring-31d07c9be2:4f';
const other = 'sk-canary-keyring-other-77aa01';
const secrets = [canary, other];

const collection = '/org/freedesktop/secrets/collection/login';
const prelude = `
  engine() { "$RUSHES_NODE" "$RUSHES_CHILD" "$RUSHES_FOLDER" "$@"; }
  unlock() { printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; }
  lock() { gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method org.freedesktop.Secret.Service.Lock "['${collection}']" >/dev/null; }
`;

let home: string;
let folder: string;
beforeEach(() => {
  home = disk.make();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  folder = join(home, 'profile');
});

/** Runs shell lines, each \`engine\` of them one start of the program, and answers what was said. */
function session(lines: string, bus = true): unknown[] {
  const shell = ['sh', '-c', `${prelude}\n${lines}`];
  const [command = '', ...args] = bus ? ['dbus-run-session', '--', ...shell] : shell;
  const run = spawnSync(command, args, {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HOME: home,
      XDG_RUNTIME_DIR: join(home, 'run'),
      XDG_DATA_HOME: join(home, 'data'),
      RUSHES_NODE: process.execPath,
      RUSHES_CHILD: sourceOf('../secrets/keyring-child.ts'),
      RUSHES_FOLDER: folder,
    },
    encoding: 'utf8',
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  const said = run.stdout.split('\n').filter((line) => line.startsWith('SAID '));
  expect(said, run.stderr).not.toEqual([]);
  expect(hitsIn('what was said', run.stdout + run.stderr, secrets)).toEqual([]);
  expect(hitsBelow(folder, secrets)).toEqual([]);
  return said.map((line) => JSON.parse(line.slice(5)) as unknown);
}

const fal = (more: object): object => expect.objectContaining({ provider: 'fal', ...more });
const none = { present: false, last4: null, source: null };

describe.skipIf(!able)('a key', { timeout: 60_000 }, () => {
  it('in a keychain that is ok outlives the engine, and is removed for good', () => {
    const lines = `
      unlock
      engine status 'set ${canary}' status
      engine status 'held ${canary}' status doctor
      engine 'set ${other}' 'held ${other}'
      engine 'held ${other}' remove status
      engine 'held ${other}' status`;
    expect(session(lines)).toEqual([
      { keychain: 'unused', fal: fal(none) },
      fal({ present: true, last4: canary.slice(-4), source: 'keychain' }),
      { keychain: 'ok', fal: fal({ present: true, last4: canary.slice(-4), source: 'keychain' }) },
      { keychain: 'ok', fal: fal({ present: true, last4: canary.slice(-4) }) },
      true,
      { keychain: 'ok', fal: fal({ present: true, source: 'keychain' }) },
      { name: 'keychain', ok: true, detail: 'ok' },
      fal({ present: true, last4: other.slice(-4), source: 'keychain' }),
      true,
      true,
      fal(none),
      { keychain: 'unused', fal: fal(none) },
      false,
      { keychain: 'unused', fal: fal(none) },
    ]);
  });

  it('without a D-Bus is refused, or kept in memory where that was agreed to; nothing is written', () => {
    expect(session(`engine 'set ${canary}' status; engine status 'held ${canary}'`, false)).toEqual([
      { refused: 'KEYCHAIN_ABSENT' },
      { keychain: 'unused', fal: fal(none) },
      { keychain: 'unused', fal: fal(none) },
      false,
    ]);
    const memory = `
      engine 'set-memory ${canary}' 'held ${canary}' status remove status
      engine 'held ${canary}' status`;
    expect(session(memory, false)).toEqual([
      fal({ present: true, last4: canary.slice(-4), source: 'memory' }),
      true,
      { keychain: 'unused', fal: fal({ present: true, source: 'memory' }) },
      fal(none),
      { keychain: 'unused', fal: fal(none) },
      false,
      { keychain: 'unused', fal: fal(none) },
    ]);
  });

  atLength('with a D-Bus but no collection is the same as without one', () => {
    expect(session(`engine 'set ${canary}' 'set-memory ${canary}' 'held ${canary}'`)).toEqual([
      { refused: 'KEYCHAIN_ABSENT' },
      fal({ source: 'memory' }),
      true,
    ]);
  });

  it('in a keychain that is locked is not read, not replaced, not removed, and there again later', () => {
    const lines = `
      unlock
      engine 'set ${canary}'
      lock
      engine status 'held ${canary}' 'set ${other}' remove doctor
      engine 'set-memory ${other}' 'held ${other}'`;
    expect(session(lines)).toEqual([
      fal({ source: 'keychain' }),
      { keychain: 'locked', fal: fal({ present: true, last4: canary.slice(-4) }) },
      false,
      { refused: 'KEYCHAIN_LOCKED' },
      { refused: 'KEYCHAIN_LOCKED' },
      { name: 'keychain', ok: false, detail: 'locked' },
      fal({ source: 'memory', last4: other.slice(-4) }),
      true,
    ]);
    // The blob was left alone: unlocked, the first key is there.
    expect(session(`unlock\nengine status 'held ${canary}'`)).toEqual([
      { keychain: 'ok', fal: fal({ present: true, source: 'keychain', last4: canary.slice(-4) }) },
      true,
    ]);
  });

  atLength('that the keychain lost, or has another one for, is told as changed', () => {
    const lines = `
      unlock
      engine 'set ${canary}' lose
      engine status 'held ${canary}' doctor 'set ${canary}' status 'replace ${other}'
      engine status`;
    expect(session(lines)).toEqual([
      fal({ source: 'keychain' }),
      'done',
      { keychain: 'changed', fal: fal({ present: true, last4: canary.slice(-4) }) },
      false,
      { name: 'keychain', ok: false, detail: 'changed' },
      fal({ source: 'keychain' }),
      { keychain: 'ok', fal: fal({ present: true }) },
      'done',
      { keychain: 'changed', fal: fal({ present: true }) },
    ]);
  });

  atLength('saved once is told where the keychain has gone since', () => {
    expect(session(`unlock\nengine 'set ${canary}'`)).toEqual([fal({ source: 'keychain' })]);
    expect(session(`engine status 'held ${canary}' doctor`, false)).toEqual([
      { keychain: 'absent', fal: fal({ present: true, last4: canary.slice(-4) }) },
      false,
      { name: 'keychain', ok: false, detail: 'absent' },
    ]);
  });
});
