import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRawHeader } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** What the tests of the packing share: a run of scripts/dist.mjs into a folder of its own, and reading what came of it. */

export const root = fileURLToPath(new URL('../..', import.meta.url));

export function folder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'rushes-packing-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A packing takes 4 seconds, on a busy machine many times that. */
export const longestMs = 120_000;

/** Runs `npm run dist:dir` as it would be run, but for the build before it. */
export function packFolder(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(root, 'scripts/dist.mjs'), 'dir', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

/** Reads the finished apps below a folder, as the workflows do: what it said, or why it failed. */
export function prove(output: string): string {
  const program = [join(root, 'scripts/dist/proof.mjs'), output];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : `${status}: ${stderr.trim()}`;
}

/** The nine fuses as they should stand, in words. */
export const wantedFuses = {
  RunAsNode: 'off',
  EnableCookieEncryption: 'on',
  EnableNodeOptionsEnvironmentVariable: 'off',
  EnableNodeCliInspectArguments: 'off',
  EnableEmbeddedAsarIntegrityValidation: 'on',
  OnlyLoadAppFromAsar: 'on',
  LoadBrowserProcessSpecificV8Snapshot: 'off',
  GrantFileProtocolExtraPrivileges: 'off',
  WasmTrapHandlers: 'on',
};

/** Every fuse of a program, by its name. */
export async function fusesOf(program: string): Promise<Record<string, string>> {
  const { version: _, ...wire } = await getCurrentFuseWire(program);
  const words = { [FuseState.ENABLE]: 'on', [FuseState.DISABLE]: 'off' } as Record<number, string>;
  return Object.fromEntries(
    Object.entries(wire).map(([index, state]) => [
      FuseV1Options[Number(index)] ?? `fuse ${index}`,
      words[state as number] ?? `${state}`,
    ]),
  );
}

type Entry = { files?: Record<string, Entry>; unpacked?: boolean; size?: number };
export type PackedFile = { path: string; unpacked: boolean; size: number };

/** The files of an archive, from its own list. */
export function filesIn(archive: string): PackedFile[] {
  const walk = (entry: Entry, at: string): PackedFile[] =>
    Object.entries(entry.files ?? {}).flatMap(([name, inside]) =>
      inside.files
        ? walk(inside, `${at}${name}/`)
        : [{ path: `${at}${name}`, unpacked: inside.unpacked === true, size: inside.size ?? 0 }],
    );
  return walk(getRawHeader(archive).header as Entry, '');
}

export const headerHash = (archive: string): string =>
  createHash('sha256').update(getRawHeader(archive).headerString).digest('hex');

/** Paths of the files below a folder, relative to it. */
export function filesBelow(path: string): string[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
}

export const sizeOf = (path: string): number =>
  filesBelow(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);

/** A node_modules as another system has it, with more in it than belongs into an app: the files are empty but for their names. */
export function foreignModules(at: string, files: readonly string[]): string {
  const modules = join(at, 'node_modules');
  for (const file of files) {
    mkdirSync(dirname(join(modules, file)), { recursive: true });
    writeFileSync(join(modules, file), `${file}\n`);
  }
  return modules;
}
