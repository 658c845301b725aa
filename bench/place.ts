import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The one folder of a run: databases and bundles stand in it, and it goes with the process. */
export const root = fileURLToPath(new URL('..', import.meta.url));

let made: string | null = null;
let count = 0;

function place(): string {
  if (made) return made;
  made = mkdtempSync(join(tmpdir(), 'rushes-bench-'));
  // A bundle in here finds the native packages of the project.
  symlinkSync(join(root, 'node_modules'), join(made, 'node_modules'), 'junction');
  process.once('exit', removePlace);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return made;
}

/** A new empty folder. */
export function newFolder(name: string): string {
  const folder = join(place(), `${String(++count).padStart(2, '0')}-${name}`);
  mkdirSync(folder);
  return folder;
}

export function removePlace(): void {
  if (made) rmSync(made, { recursive: true, force: true });
  made = null;
}
