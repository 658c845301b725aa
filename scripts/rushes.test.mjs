/**
 * The bootstrap in a scratch tree: real processes, with a preload that claims to be an older Node. The project's own
 * Node is a link to the one that runs this test.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = `
export async function main(args) {
  if (args[0] === 'wait') {
    process.on('SIGTERM', () => process.exit(43));
    process.on('SIGINT', () => process.exit(42));
    process.stdout.write('ready');
    await new Promise((resolve) => setTimeout(resolve, 20_000));
  }
  if (args[0] === 'die') process.kill(process.pid, 'SIGKILL');
  process.stdout.write(JSON.stringify(args));
  return args.length;
}
`;
const older = `
const value = process.env.CLAIMS;
delete process.env.CLAIMS;
if (value) Object.defineProperty(process, 'versions', { value: { ...process.versions, node: value } });
`;
let base = '';

beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'rushes-bootstrap-'));
  cpSync(import.meta.dirname, path.join(base, 'scripts'), { recursive: true });
  mkdirSync(path.join(base, 'out'));
  mkdirSync(path.join(base, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, path.join(base, 'node_modules/node/bin/node'));
  writeFileSync(path.join(base, 'out/cli.mjs'), program);
  writeFileSync(path.join(base, 'older.cjs'), older);
  symlinkSync('scripts/rushes.mjs', path.join(base, 'rushes'));
});

afterEach(() => rmSync(base, { recursive: true }));

/** Starts a script under a Node that claims a version; `signal` is sent once it says that it is ready. */
function run(version, script, ...args) {
  const signal = args[0]?.startsWith('SIG') ? args.shift() : undefined;
  const env = { ...process.env, CLAIMS: version };
  const command = ['-r', path.join(base, 'older.cjs'), path.join(base, script), ...args];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      env,
      cwd: os.tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (signal !== undefined && stdout === 'ready') child.kill(signal);
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code, endedBy) => resolve({ code, endedBy, stdout, stderr }));
  });
}

test.each(['18.0.0', '20.20.2', '24.21.0'])(
  'under Node %s the arguments and the exit code come through',
  async (version) => {
    expect(await run(version, 'scripts/rushes.mjs', 'a', 'b c')).toEqual({
      code: 2,
      endedBy: null,
      stdout: '["a","b c"]',
      stderr: '',
    });
  },
);

test('started through a link, as npx does it, the project is found', async () => {
  expect(await run('20.20.2', 'rushes', 'a')).toMatchObject({ code: 1, stdout: '["a"]' });
});

test.each([
  ['SIGTERM', 43],
  ['SIGINT', 42],
])('%s reaches the program below', async (signal, code) => {
  expect(await run('20.20.2', 'scripts/rushes.mjs', signal, 'wait')).toMatchObject({ code, endedBy: null });
});

test('a program that is killed ends this one by the same signal', async () => {
  expect(await run('20.20.2', 'scripts/rushes.mjs', 'die')).toMatchObject({ code: null, endedBy: 'SIGKILL' });
});

test('an older Node and no own one: a sentence', async () => {
  rmSync(path.join(base, 'node_modules'), { recursive: true });
  const { code, stdout, stderr } = await run('20.20.2', 'scripts/rushes.mjs', 'a');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^Rushes needs Node 24 or newer.*npm ci.*\n$/);
});

test('not built: a sentence', async () => {
  rmSync(path.join(base, 'out'), { recursive: true });
  const { code, stderr } = await run('24.21.0', 'scripts/rushes.mjs', 'a');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Rushes is not built yet.*npm run build.*\n$/);
});

test('npm start under Node 18: a sentence', async () => {
  const { code, stderr } = await run('18.0.0', 'scripts/start.mjs', 'open');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Rushes needs Node 20 or newer.*\n$/);
});

test('a task that does not exist: a sentence', async () => {
  const { code, stderr } = await run('20.20.2', 'scripts/start.mjs', 'nothing');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^There is no task "nothing": use one of open, demo, .*\n$/);
});
