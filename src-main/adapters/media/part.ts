import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';

/**
 * The optional part that decodes and encodes: node-av with FFmpeg inside. It is not Rushes' to hand out (docs/adr/0013), so a
 * person who wants it has npm fetch it into the profile, held to the hashes of resources/media/package-lock.json.
 */
const version = '6.1.1';

/** Unpacked megabytes of the native part by platform, as measured on linux (media.md, A). */
const sizes: Readonly<Record<string, number>> = {
  'linux-x64': 175,
  'linux-arm64': 175,
  'darwin-x64': 62,
  'darwin-arm64': 62,
  'win32-x64': 278,
  'win32-arm64': 278,
};

export type PartFacts = { name: string; version: string; licence: string; megabytes: number };

export const partFacts = (): PartFacts => ({
  name: 'node-av',
  version,
  licence: 'its FFmpeg is built under the GPL, version 3, with parts that may not be handed on',
  megabytes: sizes[`${process.platform}-${process.arch}`] ?? 200,
});

const longestMs = 10 * 60_000;
/** Of what npm says, this much from the end is kept for a failure. */
const keptChars = 400;

/** Fetches the part into `folder`. Throws MEDIA_MISSING where there is no npm, `media_failed` where npm could not fetch it. */
export async function installPart(folder: string): Promise<void> {
  const resources = resourcesFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(resources, name), join(folder, name));
  const said = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  if (said !== null) throw new RushesError('media_failed', { subject: 'the installation', detail: said });
}

/** Null where it went well, else the end of what it said. */
function npm(args: readonly string[], cwd: string): Promise<string | null> {
  const { command, first } = npmCommand();
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: AbortSignal.timeout(longestMs),
    });
    let said = '';
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-keptChars);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT')
        reject(
          new RushesError(
            'MEDIA_MISSING',
            { rule: 'There is no npm on this machine, and this' },
            { cause: error },
          ),
        );
      else resolve(error.name === 'AbortError' ? 'it took longer than 10 minutes' : error.message);
    });
    child.once('close', (code) => resolve(code === 0 ? null : said.trim() || `npm ended with ${code}`));
  });
}

/** npm beside this Node where it came with one; else the one in the PATH. */
function npmCommand(): { command: string; first: string[] } {
  const bin = dirname(process.execPath);
  const beside = [
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
  ];
  const cli = beside.find((path) => existsSync(path));
  if (cli) return { command: process.execPath, first: [cli] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', first: [] };
}

/** Built, a chunk or a program in out/; from the sources, three folders up. */
function resourcesFolder(): string {
  const places = ['../resources/media', '../../resources/media', '../../../resources/media'];
  const found = places.map((at) => join(import.meta.dirname, at)).find((path) => existsSync(path));
  if (!found) throw new RushesError('media_failed', { detail: 'its lock file is not here' });
  return found;
}
