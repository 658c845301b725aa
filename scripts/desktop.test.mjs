/**
 * `npm start` with real processes: in a scratch tree with a package `electron` that is a few small scripts; at the end the
 * real studio.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createScratch, fetching, hearOf } from './desktop/scratch.mjs';
import { noWindowBecause, showWindow } from './desktop.mjs';
import { root } from './local-node.mjs';

const display = { DISPLAY: ':99' };

/** This process's environment without what decides about a window. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(DISPLAY|WAYLAND_DISPLAY|RUSHES_.*|ELECTRON_.*)$/.test(name),
  ),
);

/** @type {ReturnType<typeof createScratch>} */
let scratch;

beforeEach(() => {
  scratch = createScratch();
});

afterEach(() => scratch.remove());

describe('whether there can be a window', () => {
  const ask = (env, args = [], platform = 'linux') => noWindowBecause({ args, env, platform });

  test.each([{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }])('with %o', (env) => {
    expect(ask(env, ['--home', 'x', '--demo', '--own', '--home=y'])).toBeUndefined();
  });

  test('not without a display on Linux, always elsewhere', () => {
    expect(ask({})).toBe('there is no display (DISPLAY and WAYLAND_DISPLAY are not set)');
    expect(ask({ DISPLAY: '' })).toMatch(/^there is no display/);
    expect(ask({}, [], 'darwin')).toBeUndefined();
    expect(ask({}, [], 'win32')).toBeUndefined();
  });

  test('not where a person wants none', () => {
    expect(ask({ ...display, RUSHES_NO_WINDOW: '1' })).toBe('RUSHES_NO_WINDOW is set');
  });

  test.each(['--no-browser', '--json', '--new-link', '-h', 'word'])('not with %s', (arg) => {
    expect(ask(display, ['--home', 'x', arg])).toBe(`"${arg}" is for the browser`);
  });
});

/** Starts a script of the scratch tree; `onOutput` hears what it has said so far and may send it a signal. */
function start({ script = 'desktop.mjs', args = [], more = {}, onOutput = (_said, _child) => undefined }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(scratch.base, 'scripts', script), ...args], {
      env: { ...env, ...more },
      cwd: os.tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].on('data', (piece) => {
        said[name] += piece;
        onOutput(said, child);
      });
    }
    child.on('close', (code, endedBy) => resolve({ code, endedBy, ...said }));
  });
}

const opened = (...args) => JSON.stringify(['open', '--demo-if-new', ...args]);

describe('npm start', () => {
  beforeEach(() => scratch.putScripts());

  test('without a display: one line, then the browser host', async () => {
    scratch.putProgram('');
    expect(await start({ args: ['--home', 'a b', '--demo'] })).toEqual({
      code: 0,
      endedBy: null,
      stdout: opened('--home', 'a b', '--demo'),
      stderr:
        'No window: there is no display (DISPLAY and WAYLAND_DISPLAY are not set). The studio goes to your browser instead.\n',
    });
  });

  test('the browser host has the own profile where that is asked for', async () => {
    expect(await start({ args: ['--own', '--json'] })).toMatchObject({ stdout: '["open","--json"]' });
  });

  test('a fetch that fails: the line of the fetch, and one that says why', async () => {
    scratch.putInstaller("console.error('Error: no way'); process.exit(1);");
    const first = await start({ more: display });
    expect(first).toMatchObject({ code: 0, stdout: opened() });
    expect(first.stderr).toBe(
      `${fetching}No window: Electron's program could not be fetched (Error: no way); not tried again for a day, RUSHES_FETCH_ELECTRON=1 tries again. The studio goes to your browser instead.\n`,
    );
    const second = await start({ more: display });
    expect(second).toMatchObject({ code: 0, stdout: opened() });
    expect(second.stderr).toMatch(/^No window: .* \(Error: no way\); RUSHES_FETCH_ELECTRON=1 .*\n$/);
    expect(scratch.runs()).toBe(1);
  });

  test('a signal ends a fetch with all its processes, and is no failure to remember', async () => {
    const { script, begun, gone, close } = await hearOf(2);
    scratch.putInstaller(script);
    const ended = start({
      more: display,
      onOutput: async (_said, child) => {
        await begun;
        child.kill('SIGTERM');
      },
    });
    expect(await ended).toMatchObject({ code: null, endedBy: 'SIGTERM', stdout: '', stderr: fetching });
    await gone;
    close();
    expect(readdirSync(scratch.cache)).toEqual([]);
  });

  test('with the program: a window of the project, with the arguments', async () => {
    scratch.putProgram(
      "console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE ?? 'unset']));",
    );
    expect(
      await start({ args: ['--home', 'a b'], more: { ...display, ELECTRON_RUN_AS_NODE: '1' } }),
    ).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify([[scratch.base, '--home', 'a b'], 'unset'])}\n`,
      stderr: '',
    });
  });

  test.each([
    ['process.exit(127)', 'exit code 127'],
    ["process.kill(process.pid, 'SIGTRAP')", 'SIGTRAP'],
  ])('a window that ends at once (%s): one line, then the browser host', async (script, how) => {
    scratch.putProgram(script);
    expect(await start({ more: display, args: ['--demo'] })).toEqual({
      code: 0,
      endedBy: null,
      stdout: opened('--demo'),
      stderr: `No window: Electron ended at once (${how}). The studio goes to your browser instead.\n`,
    });
  });

  test('a program that cannot be started: one line, then the browser host', async () => {
    scratch.putProgram('');
    chmodSync(scratch.program, 0o644);
    const { stdout, stderr } = await start({ more: display });
    expect(stdout).toBe(opened());
    expect(stderr).toMatch(/^No window: Electron could not be started \(EACCES\)\. .*\n$/);
  });

  test.each([
    ['SIGINT', 3],
    ['SIGTERM', 4],
  ])('%s reaches the window, and its end is the end', async (signal, code) => {
    scratch.putProgram(`
process.on('SIGINT', () => process.exit(3));
process.on('SIGTERM', () => process.exit(4));
console.log('ready');
setInterval(() => undefined, 1_000);`);
    const ended = await start({
      more: display,
      onOutput: ({ stdout }, child) => {
        if (stdout === 'ready\n') child.kill(signal);
      },
    });
    expect(ended).toMatchObject({ code, stdout: 'ready\n', stderr: '' });
  });

  test('a window that ends badly later is no reason for another one', async () => {
    scratch.putProgram('process.exit(5)');
    expect(await showWindow({ program: scratch.program, args: [], early: 0 })).toEqual({ code: 5 });
  });
});

test('npm run dev without the program: a sentence', async () => {
  scratch.putScripts();
  const { code, stdout, stderr } = await start({ script: 'dev.mjs' });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^npm run dev needs Electron's own program, and it is missing: .*install\.js.*\n$/);
});

describe('the studio itself', () => {
  /** Starts it on a home of its own; answers its line, and how long (ms) after that it answered a request. */
  async function startStudio(home) {
    const child = spawn(
      process.execPath,
      [path.join(root, 'scripts/desktop.mjs'), '--no-browser', '--json'],
      {
        env: { ...env, RUSHES_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const exit = new Promise((resolve) => child.once('exit', resolve));
    let saidAt = 0;
    let said = '';
    let complained = '';
    child.stderr.on('data', (piece) => {
      saidAt ||= performance.now();
      complained += piece;
    });
    const url = await new Promise((resolve, reject) => {
      child.stdout.on('data', (piece) => {
        said += piece;
        try {
          resolve(JSON.parse(said).url);
        } catch {
          // Not whole yet.
        }
      });
      child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${complained}`)));
    });
    const { status } = await fetch(new URL(url).origin);
    const took = performance.now() - saidAt;
    child.kill('SIGTERM');
    await exit;
    return { line: complained.split('\n')[0], status, took };
  }

  test('without a display: the line, and 2 s later the browser host is up', async (context) => {
    if (!existsSync(path.join(root, 'out/cli.mjs'))) context.skip('out/ is not built: npm run build');
    const home = path.join(scratch.base, 'home');
    const { line, status, took } = await startStudio(home);
    expect(line).toBe(
      'No window: there is no display (DISPLAY and WAYLAND_DISPLAY are not set). The studio goes to your browser instead.',
    );
    expect(status).toBe(200);
    expect(took).toBeLessThan(2_000);
  });
});
