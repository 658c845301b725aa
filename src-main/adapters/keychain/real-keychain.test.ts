import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The adapter against a real Secret Service, each test in a D-Bus session and a home of its own. */

const source = fileURLToPath(new URL('./keychain.ts', import.meta.url));
const here = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const able = ['dbus-run-session', 'gnome-keyring-daemon', 'gdbus'].every(here);
if (!able) console.log('skipped: keychain: apt-get install gnome-keyring dbus');

/** A process that does one thing with the keychain and prints a line. `$RUSHES_CHILD` runs it inside a session. */
const childScript = `
  const { createKeychain } = await import(${JSON.stringify(source)});
  const keychain = createKeychain({ service: 'Rushes test', boundMs: Number(process.env.RUSHES_BOUND ?? 5000) });
  const told = async (work) => work.then((value) => value ?? 'null', (error) => error.code ?? String(error));
  const said = [];
  for (const step of process.argv.slice(1)) {
    const [call, ...rest] = step.split(' ');
    said.push(await told(keychain[call](...rest)));
  }
  console.log('SAID ' + said.join(' '));
  if (process.env.RUSHES_BOUND) process.kill(process.pid, 'SIGKILL');
`;
const collection = '/org/freedesktop/secrets/collection/login';
const prelude = `
  child() { "$RUSHES_NODE" --input-type=module -e "$RUSHES_CHILD" "$@"; }
  unlock() { printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; }
  lock() { gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method org.freedesktop.Secret.Service.Lock "['${collection}']" >/dev/null; }
  items() { echo "SAID $(gdbus call --session --dest org.freedesktop.secrets --object-path ${collection} \
    --method org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Items | grep -o '${collection}/[0-9]*' | wc -l)"; }
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rushes-keychain-'));
  mkdirSync(join(home, 'run'), { mode: 0o700 });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Runs shell lines and returns what its children said. */
function session(lines: string, options: { bus?: boolean; boundMs?: number } = {}): string[] {
  const shell = ['sh', '-c', `${prelude}\n${lines}`];
  const [command = '', ...args] = options.bus === false ? shell : ['dbus-run-session', '--', ...shell];
  const run = spawnSync(command, args, {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HOME: home,
      XDG_RUNTIME_DIR: join(home, 'run'),
      XDG_DATA_HOME: join(home, 'data'),
      RUSHES_NODE: process.execPath,
      RUSHES_CHILD: childScript,
      ...(options.boundMs ? { RUSHES_BOUND: String(options.boundMs) } : {}),
    },
    encoding: 'utf8',
    timeout: 25_000,
    killSignal: 'SIGKILL',
  });
  const said = run.stdout.split('\n').filter((line) => line.startsWith('SAID '));
  expect(said, run.stderr).not.toEqual([]);
  return said.map((line) => line.slice(5));
}

const everything = "child state 'get fal' 'set fal abc' 'remove fal'";
const refused = (code: string) => `${code} ${code} ${code}`;

describe.skipIf(!able)('a real Secret Service', () => {
  it('that is not there, for want of a D-Bus, is absent', () => {
    expect(session(everything, { bus: false })).toEqual([`absent ${refused('KEYCHAIN_ABSENT')}`]);
  });

  it('without an unlocked collection is absent', () => {
    expect(session(everything)).toEqual([`absent ${refused('KEYCHAIN_ABSENT')}`]);
  });

  it('unlocked keeps a key over a restart of the process, and no canary', () => {
    const lines = `
      unlock
      child state 'get fal' 'set fal uuid:key'
      child 'get fal' state
      items
      child 'set fal second' 'get fal' 'remove fal' 'remove fal' 'get fal'
      items`;
    expect(session(lines)).toEqual(['ok null null', 'uuid:key ok', '1', 'null second null null null', '0']);
  });

  it('locked refuses everything and loses nothing', () => {
    const lines = `
      unlock
      child 'set fal uuid:key'
      lock
      ${everything}
      child 'get other' 'remove other'`;
    expect(session(lines)).toEqual([
      'null',
      `locked ${refused('KEYCHAIN_LOCKED')}`,
      'KEYCHAIN_LOCKED KEYCHAIN_LOCKED',
    ]);
    expect(session("unlock\nchild state 'get fal'")).toEqual(['ok uuid:key']);
  });

  it('with a prompt that nobody answers is locked, in time', () => {
    mkdirSync(join(home, 'data/dbus-1/services'), { recursive: true });
    const prompter =
      '[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/bin/sh -c "exec sleep 8 >/dev/null 2>&1"\n';
    writeFileSync(join(home, 'data/dbus-1/services/prompter.service'), prompter);
    const started = performance.now();
    expect(session(`unlock\nlock\n${everything}`, { boundMs: 500 })).toEqual([
      `locked ${refused('KEYCHAIN_LOCKED')}`,
    ]);
    expect(performance.now() - started).toBeLessThan(7_000);
  });
});
