/**
 * Electron's own program: where it is, and how it is fetched. The package `electron` comes without it; its installer
 * (install.js) downloads a zip of more than 100 MB into the temporary folder and unpacks it into dist/.
 *
 * Promises: one line of progress; given up after 30 s in which neither the download grew nor the installer said anything;
 * whatever way it ends, no process, no half download and no half dist/ is left. What failed is remembered for a day.
 * Plain JavaScript without dependencies.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

/** How long (ms) a fetch may go without progress, how often it is looked at, and how long its failure is remembered. */
const patienceMs = 30_000;
const lookMs = 250;
const day = 24 * 3_600_000;

/** @typedef {{ electron: string, cache: string }} Folders the package `electron`, and where the failure is noted */

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The program, found as the package itself finds it; undefined where it is not there or is that of another version. */
export function programOf(electron, env = process.env) {
  const name = read(path.join(electron, 'path.txt'));
  const elsewhere = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!elsewhere) {
    const wanted = JSON.parse(read(path.join(electron, 'package.json')) || '{}').version;
    const there = read(path.join(electron, 'dist/version')).trim().replace(/^v/, '');
    if (name === '' || there !== wanted) return undefined;
  }
  const file = path.join(elsewhere || path.join(electron, 'dist'), name || 'electron');
  return existsSync(file) ? file : undefined;
}

const noteOf = (cache) => path.join(cache, 'electron-fetch.json');

/** The fetch that failed less than a day ago: when, and why in one sentence. */
export function failureOf(cache, now) {
  try {
    const { time, reason } = JSON.parse(read(noteOf(cache)));
    const age = now - Date.parse(time);
    // A time to come is of a clock that was wrong, then or now.
    return age >= 0 && age < day ? { time: new Date(time), reason: String(reason) } : undefined;
  } catch {
    return undefined;
  }
}

export function noteFailure(cache, { now, reason }) {
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(noteOf(cache), `${JSON.stringify({ time: new Date(now).toISOString(), reason })}\n`);
  } catch {
    // A folder that cannot be written to: the next start tries again, which is no harm.
  }
}

/** How many bytes lie below a folder that another process is working in. */
function bytesBelow(folder) {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile())
        bytes += statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // Not there yet, or gone in between.
  }
  return bytes;
}

/** Ends a process that was started detached, with every process below it. */
function killWhole(child) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/** What a program that failed said, in a few words fit for a line. An address may have a password in it. */
export function shortReason(said, otherwise) {
  const lines = said
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
    .replace(/\x1b\[[\d;]*[A-Za-z]|[\x00-\x09\x0b-\x1f\x7f]/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.find((one) => /^\w*Error\b/.test(one)) ?? lines.at(-1) ?? otherwise;
  // The installer does not say more when there is no connection.
  if (line === 'TypeError: fetch failed') return 'its download cannot be reached from here';
  return line
    .replace(/\/\/[^/@\s]*@/g, '//')
    .replace(/[.\s]+$/, '')
    .slice(0, 200);
}

/** The one line about a fetch. Only a terminal sees it change. */
function progressLine(screen) {
  const text = "Fetching Electron's program, once (more than 100 MB)";
  let drawn = '';
  const draw = (state) => {
    if (state === drawn) return;
    drawn = state;
    screen.write(`\r\x1b[K${text}: ${state}`);
  };
  if (!screen.isTTY) {
    screen.write(`${text} ...\n`);
    return { show: () => undefined, end: () => undefined };
  }
  draw('...');
  return {
    show({ loaded, unpacked }) {
      if (loaded > 0) draw(`${Math.round(loaded / 1e6)} MB`);
      else if (unpacked > 0) draw('unpacking');
    },
    end: () => screen.write('\n'),
  };
}

/** Where the installer may put what it downloads: a folder of its own can be measured, and removed after it was killed. */
function folderForDownload(cache) {
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(path.join(cache, 'electron-'));
}

/** @param {string} folder @returns {NodeJS.ProcessEnv} */
const installerEnv = (folder) => ({
  // Without it fetch() does not look at HTTPS_PROXY.
  NODE_USE_ENV_PROXY: '1',
  ...process.env,
  TMPDIR: folder,
  TMP: folder,
  TEMP: folder,
});

/**
 * Fetches the program once. Answers {} when it is there, else the reason, or the signal that ended it for this process.
 * @param {Folders & { patience?: number, screen?: { isTTY?: boolean, write(text: string): unknown } }} options
 * @returns {Promise<{ reason?: string, signal?: NodeJS.Signals }>}
 */
export async function fetchProgram({ electron, cache, patience = patienceMs, screen = process.stderr }) {
  const installer = path.join(electron, 'install.js');
  if (!existsSync(installer)) return { reason: 'the package electron is not installed' };
  const dist = path.join(electron, 'dist');
  const hadDist = existsSync(dist);
  let folder = '';
  try {
    folder = folderForDownload(cache);
  } catch (error) {
    return { reason: `${cache} cannot be written to: ${error.code}` };
  }
  const line = progressLine(screen);
  const ended = await watch({ installer, folder, dist, patience, line });
  line.end();
  rmSync(folder, { recursive: true, force: true });
  if (programOf(electron)) return {};
  // Its version is among the first that is unpacked, and would have it taken for a whole one.
  if (!hadDist) rmSync(dist, { recursive: true, force: true });
  return ended;
}

/** Runs the installer to its end, or to that which is made here. */
function watch({ installer, folder, dist, patience, line }) {
  return new Promise((resolve) => {
    // Detached: a process group of its own, so that all of it can be ended.
    const child = spawn(process.execPath, [installer], {
      detached: process.platform !== 'win32',
      env: installerEnv(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let said = '';
    let stopped;
    let since = performance.now();
    let before = 0;
    const stop = (why) => {
      stopped ??= why;
      killWhole(child);
    };
    const timer = setInterval(() => {
      const loaded = bytesBelow(folder);
      const unpacked = bytesBelow(dist);
      if (loaded + unpacked !== before) since = performance.now();
      before = loaded + unpacked;
      line.show({ loaded, unpacked });
      if (performance.now() - since > patience)
        stop({ reason: `the download made no progress for ${patience / 1000} s` });
    }, lookMs);
    const signals = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']).map((signal) => {
      const listener = () => stop({ signal });
      process.on(signal, listener);
      return { signal, listener };
    });
    const done = (answer) => {
      clearInterval(timer);
      for (const { signal, listener } of signals) process.off(signal, listener);
      resolve(answer);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => {
        since = performance.now();
        said = `${said}${piece}`.slice(0, 20_000);
      });
    }
    child.on('error', (error) => done({ reason: shortReason(error.message, 'it could not be started') }));
    // What it left running would hold its output open.
    child.on('exit', () => killWhole(child));
    child.on('close', (code, signal) =>
      done(
        stopped ?? {
          reason: shortReason(
            said,
            code === 0 ? 'its installer ended without it' : `its installer ended with ${signal ?? code}`,
          ),
        },
      ),
    );
  });
}
