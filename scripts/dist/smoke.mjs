/**
 * `node scripts/dist/smoke.mjs [PROGRAM]`: starts the packed app of this system with the demo in a new folder, and has the command line
 * ask it, over its socket, for a job. PROGRAM instead of the one in dist/.
 *
 * Promises: it ends with 0 only where the app came up by itself and made the job; the app is ended and the folder is gone after it.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { promisify } from 'node:util';
import { profileAt } from '../../src-main/engine/profile/profile.ts';
import { refuse, root } from '../local-node.mjs';

const programs = {
  linux: 'linux-unpacked/rushes',
  darwin: `mac${process.arch === 'arm64' ? '-arm64' : ''}/Rushes.app/Contents/MacOS/Rushes`,
  win32: 'win-unpacked/Rushes.exe',
};
const program = process.argv[2] ?? path.join(root, 'dist', programs[process.platform]);
const longestMs = 120_000;

const home = mkdtempSync(path.join(os.tmpdir(), 'rushes-smoke-'));
const app = spawn(program, ['--demo', '--home', home], { stdio: ['ignore', 'inherit', 'inherit'] });
const gone = new Promise((_, reject) => {
  app.once('error', reject);
  app.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
});
gone.catch(() => undefined);

/** Whether somebody listens at the profile's socket: asked before the command line, which would do the work itself where nobody does. */
const isHeard = () =>
  new Promise((resolve) => {
    const socket = connect(profileAt(path.join(home, 'demo')).socket);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

async function comesUp() {
  for (const end = Date.now() + longestMs; !(await isHeard()); await pass(200))
    if (Date.now() > end) throw new Error('it does not listen');
}

async function rushes(...args) {
  const command = [path.join(root, 'scripts/rushes.mjs'), '--demo', '--home', home, '--json', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { timeout: longestMs });
  return JSON.parse(stdout);
}

let trouble = null;
try {
  await Promise.race([comesUp(), gone]);
  const made = await Promise.race([rushes('run', 'chat', '--prompt', 'A hook.'), gone]);
  if (made.job?.state !== 'completed') throw new Error(`it made ${JSON.stringify(made)}`);
  if (!(await isHeard())) throw new Error('it does not listen any more');
} catch (error) {
  trouble = error.message;
}
if (app.exitCode === null && app.signalCode === null && app.pid !== undefined) {
  const ended = new Promise((resolve) => app.once('exit', resolve));
  app.kill('SIGKILL');
  await ended;
}
rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
if (trouble !== null) refuse(`The packed app does not do its work: ${trouble}.`);
process.stdout.write('The packed app made a job.\n');
