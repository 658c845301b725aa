import { type SpawnOptions, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { StartProgram } from '../../ports/programs.ts';
import { startMediaProgram } from './process.ts';
import { withoutPaths } from './without-paths.ts';

/**
 * The optional part that decodes and encodes: node-av with FFmpeg inside. It is not Rushes' to hand out (docs/adr/0013), so a
 * person who wants it has npm fetch it into the profile, held to the hashes of resources/media/package-lock.json. Where there is no
 * npm, as on most machines of the desktop app, it is fetched from npm's registry without it (fetch-part.ts).
 */
const version = '6.1.1';

/**
 * Megabytes on disk of the whole folder. linux-x64 was measured; the others are the sizes of their native packages (media.md, A)
 * and what comes with them, on Windows of both packages that npm takes for it.
 */
const sizes: Readonly<Record<string, number>> = {
  'linux-x64': 210,
  'linux-arm64': 210,
  'darwin-x64': 105,
  'darwin-arm64': 105,
  'win32-x64': 320,
  'win32-arm64': 320,
};

export type PartFacts = { name: string; version: string; licence: string; megabytes: number };

/** What the part is, for a person who is asked whether to fetch it. */
export const partFacts = (): PartFacts => ({
  name: 'node-av',
  version,
  licence: 'its FFmpeg is built under the GPL, version 3, with parts that may not be handed on',
  megabytes: sizes[`${process.platform}-${process.arch}`] ?? 200,
});

const longestMs = 10 * 60_000;
const loadMs = 60_000;
/** Of what a program says, this much from the end is kept for a failure. */
const keptChars = 400;

export type PartOptions = {
  /** Starts the media program, which tries what was fetched. */
  startProgram: StartProgram;
  /** npm: a program, or the .js file of one; null: as if there were none. Where it is not said, the one of this machine. */
  npm?: string | null | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Fetches the part into `folder`, 0700, by the npm of this machine or without one, and loads it once there.
 * Throws MEDIA_MISSING where there is neither npm nor a registry that is known, `media_failed` where it could not be fetched or does
 * not run on this machine.
 */
export async function installPart(folder: string, options: PartOptions): Promise<void> {
  const resources = resourcesFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(resources, name), join(folder, name));

  const signal = within(longestMs, options.signal);
  const npm = options.npm === undefined ? foundNpm() : options.npm;
  const fetched = npm === null ? await withoutNpm(folder, signal) : await byNpm(npm, { folder, signal });
  if (fetched !== null) throw failed(fetched);
  const loaded = await tryOut(folder, options);
  if (loaded !== null) throw failed(`it does not run on this machine: ${loaded}`);
}

/** Null where it went well, else why it did not, as of all of these. */
function byNpm(npm: string, { folder, signal }: { folder: string; signal: AbortSignal }) {
  const { command, first, shell } = programOf(npm);
  const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return run(command, [...first, ...install], { cwd: folder, env: withoutKeys(), shell, signal });
}

async function withoutNpm(folder: string, signal: AbortSignal): Promise<string | null> {
  const registry = knownRegistry();
  if (registry === null) throw noNpm();
  const { fetchPart } = await import('./fetch-part.ts');
  try {
    await fetchPart(folder, { registry, signal });
    return null;
  } catch (error) {
    return reasonOf(error, signal);
  }
}

/** Loads the part in a process that may die of it. */
async function tryOut(folder: string, { startProgram, signal: stop }: PartOptions): Promise<string | null> {
  const signal = within(loadMs, stop);
  signal.throwIfAborted();
  const program = startMediaProgram(startProgram, ['try', folder]);
  let said = '';
  program.onWords((text) => {
    said = (said + text).slice(-keptChars);
  });
  signal.addEventListener('abort', program.kill, { once: true });
  const end = await program.ended;
  signal.removeEventListener('abort', program.kill);
  if (signal.aborted) return reasonOf(signal.reason, signal);
  if (!end.started) return withoutPaths(end.why);
  return end.how === '0' ? null : withoutPaths(said) || `it ended with ${end.how}`;
}

const isTimeout = (signal: AbortSignal): boolean => signal.reason?.name === 'TimeoutError';

/** Throws what it was stopped with, if it was. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (isTimeout(signal)) return 'it took too long';
  signal.throwIfAborted();
  return withoutPaths(error instanceof Error ? error.message : String(error));
}

const failed = (detail: string): RushesError =>
  new RushesError('media_failed', { subject: 'the installation', detail });

const within = (ms: number, signal: AbortSignal | undefined): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])]);

/** Null where it went well, else the end of what it said. */
function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { signal: AbortSignal },
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-keptChars);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') reject(noNpm(error));
      else if (error.name !== 'AbortError') resolve(withoutPaths(error.message));
      else if (isTimeout(options.signal)) resolve('it took too long');
      else reject(options.signal.reason);
    });
    child.once('close', (code) => {
      if (code !== 0) resolve(withoutPaths(said) || `it ended with ${code}`);
      else resolve(null);
    });
  });
}

const noNpm = (cause?: unknown): RushesError =>
  new RushesError('MEDIA_MISSING', { rule: 'There is no npm on this machine, and this' }, { cause });

/** Ours, whatever their end, and a database's address, which mostly has its password in it. */
const ours = /^(OPENROUTER|FAL|CLOUDINARY|RUSHES|SUPABASE)_|^(DATABASE|POSTGRES|PG)|_DATABASE_URL$/i;
/** What others call a secret. */
const secrets =
  /(^|_)(KEYS?|SECRETS?|TOKENS?|PASS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|DSN)$|_(KEY|SECRET|TOKEN|PASSWORD|CREDENTIALS?)_/i;
/** npm's own settings: the token of a registry that a company has in the place of the public one. */
const npms = /^(npm_config_|NPM_TOKEN$|NODE_AUTH_TOKEN$)/i;

/** npm needs much of the environment (a proxy, its own settings), but nothing of it that is a key to something else. */
function withoutKeys(): NodeJS.ProcessEnv {
  const kept = (name: string): boolean => !ours.test(name) && (npms.test(name) || !secrets.test(name));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept(name)));
}

/** The npm beside this Node where it came with one, else the one in the PATH; null where there is none. */
function foundNpm(): string | null {
  const bin = dirname(process.execPath);
  const beside = [
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
  ];
  // A .js file is run by the binary of this process, and the desktop app's is not Node.
  const own = 'electron' in process.versions ? undefined : beside.find((path) => existsSync(path));
  const name = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const isInPath = (process.env.PATH ?? '').split(delimiter).some((at) => existsSync(join(at, name)));
  return own ?? (isInPath ? name : null);
}

/** As npm would be told; else the one that was written beside the lock file when the app was packed. Null: none is known. */
function knownRegistry(): string | null {
  const said = Object.entries(process.env).find(([name]) => /^npm_config_registry$/i.test(name))?.[1];
  const packed = join(resourcesFolder(), 'registry');
  const address = said?.trim() || (existsSync(packed) ? readFileSync(packed, 'utf8').trim() : '');
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, username, password } = new URL(address);
  // A password in it could end in the words of an error.
  if (username !== '' || password !== '') return null;
  return protocol === 'https:' || hostname === '127.0.0.1' ? address : null;
}

/** Windows starts a .cmd by a shell only; the arguments here are words of this file. */
function programOf(npm: string): { command: string; first: string[]; shell: boolean } {
  if (npm.endsWith('.js')) return { command: process.execPath, first: [npm], shell: false };
  return { command: npm, first: [], shell: npm.endsWith('.cmd') };
}

/** Built, a chunk or a program in out/; from the sources, three folders up. */
function resourcesFolder(): string {
  const places = ['../resources/media', '../../resources/media', '../../../resources/media'];
  const found = places.map((at) => join(import.meta.dirname, at)).find((path) => existsSync(path));
  if (!found) throw new RushesError('media_failed', { detail: 'its lock file is not here' });
  return found;
}
