/**
 * `npm start`: the studio in a window of its own where that is possible, else in the browser.
 *
 * Promises: a window where there is a display and Electron's program is there or can be fetched, which is tried once a day
 * (scripts/desktop/program.mjs). Without one a single line on stderr says why, and at once the browser host starts in this
 * process, with the same profile. So does it where Electron ends within 5 s, for want of a library for example. The window
 * gets the signals that this process gets, and this process ends as the window ended. stdout stays clean.
 *
 *   --home DIR, --demo, --own   which profile, for the window and for the browser host
 *   anything else               belongs to `rushes open`: the browser host takes it
 *   RUSHES_NO_WINDOW=1          never a window
 *   RUSHES_FETCH_ELECTRON=1     fetch Electron's program although that failed less than a day ago
 *
 * Plain JavaScript without dependencies.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { failureOf, fetchProgram, noteFailure, programOf } from './desktop/program.mjs';
import { root } from './local-node.mjs';

/** A window that ends sooner (ms) than this, and not well, never was one. */
const earlyMs = 5_000;

/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** An argument that only the browser host knows, undefined if there is none. */
export function browserArgument(args) {
  const profile = /** @type {const} */ ({
    home: { type: 'string' },
    demo: { type: 'boolean' },
    own: { type: 'boolean' },
  });
  const { tokens } = parseArgs({
    args,
    options: profile,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const other = tokens.find((token) => token.kind !== 'option' || !Object.hasOwn(profile, token.name));
  return other && args[other.index];
}

/** Why no window can be shown here whatever is installed, undefined if one can. */
export function noWindowBecause({ args, env, platform }) {
  if (env.RUSHES_NO_WINDOW === '1') return 'RUSHES_NO_WINDOW is set';
  // macOS and Windows have one, and an Electron that finds otherwise ends at once.
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    return 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)';
  const other = browserArgument(args);
  return other && `"${other}" is for the browser`;
}

/**
 * The program for the window, or why there is none; fetches it where it is missing.
 * @param {import('./desktop/program.mjs').Folders & { env: NodeJS.ProcessEnv, now: number, patience?: number,
 *   screen?: { isTTY?: boolean, write(text: string): unknown } }} options
 * @returns {Promise<{ program?: string, why?: string, signal?: NodeJS.Signals }>}
 */
export async function findProgram({ electron, cache, env, now, ...fetching }) {
  const there = programOf(electron, env);
  if (there) return { program: there };
  const again = 'RUSHES_FETCH_ELECTRON=1 tries again';
  const failed = env.RUSHES_FETCH_ELECTRON === '1' ? undefined : failureOf(cache, now);
  if (failed) {
    const when = failed.time.toISOString().slice(0, 16).replace('T', ' ');
    return { why: `Electron's program could not be fetched at ${when} UTC (${failed.reason}); ${again}` };
  }
  const { reason, signal } = await fetchProgram({ electron, cache, ...fetching });
  if (signal) return { signal };
  const program = programOf(electron, env);
  if (program) return { program };
  noteFailure(cache, { now, reason });
  return { why: `Electron's program could not be fetched (${reason}); not tried again for a day, ${again}` };
}

/**
 * Shows the window and waits for its end. `why` is answered where it never was one.
 * @param {{ program: string, args: string[], early?: number }} options
 * @returns {Promise<{ code?: number, signal?: NodeJS.Signals, why?: string }>}
 */
export function showWindow({ program, args, early = earlyMs }) {
  // Set in the terminals of some editors; with it Electron would be a Node.
  const { ELECTRON_RUN_AS_NODE, ...env } = process.env;
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    let isAsked = false;
    const passOn = (signal) => {
      isAsked = true;
      // A terminal sends Ctrl-C to Electron as well, and a second one would end it on the spot.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, passOn);
    const done = (answer) => {
      for (const signal of signals) process.off(signal, passOn);
      resolve(answer);
    };
    child.on('error', (error) =>
      done({ why: `Electron could not be started (${/** @type {NodeJS.ErrnoException} */ (error).code})` }),
    );
    child.on('exit', (code, signal) => {
      const isEarly = !isAsked && code !== 0 && performance.now() - started < early;
      if (isEarly) done({ why: `Electron ended at once (${signal ?? `exit code ${code}`})` });
      else done(signal ? { signal } : { code });
    });
  });
}

/** Ends this process as another one ended. */
function endAs({ code, signal }) {
  if (!signal) process.exit(code ?? 1);
  process.kill(process.pid, signal);
  // Only where the signal did not end this process (Windows, or a signal that is ignored here).
  setTimeout(() => process.exit(1), 100);
}

async function openBrowserHost(args, why) {
  process.stderr.write(`No window: ${why}. The studio goes to your browser instead.\n`);
  const file = path.join(root, 'scripts/rushes.mjs');
  // `rushes` takes the own profile unless told otherwise, and has no word for it.
  const isOwn = args.includes('--own');
  const rest = isOwn ? args.filter((arg) => arg !== '--own') : ['--demo-if-new', ...args];
  process.argv = [process.execPath, file, 'open', ...rest];
  await import(pathToFileURL(file).href);
}

async function open(args) {
  const { env, platform } = process;
  const impossible = noWindowBecause({ args, env, platform });
  if (impossible) return openBrowserHost(args, impossible);
  const electron = path.join(root, 'node_modules/electron');
  const cache = path.join(root, 'node_modules/.cache/rushes');
  const { program, why, signal } = await findProgram({ electron, cache, env, now: Date.now() });
  if (signal) return endAs({ code: 1, signal });
  if (!program) return openBrowserHost(args, why);
  const ended = await showWindow({ program, args: [root, ...args] });
  if (ended.why) return openBrowserHost(args, ended.why);
  return endAs({ code: ended.code, signal: ended.signal });
}

if (realpathSync(process.argv[1]) === import.meta.filename) await open(process.argv.slice(2));
