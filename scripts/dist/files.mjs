/** Files below a folder, and copying of them, for what makes the desktop app. */
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Every file below `folder`, with its whole path; none where there is no such folder. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { withFileTypes: true, recursive: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Copies files, named by their place below `from`, to the same place below `to`. */
export function copyAll({ from, to, files }) {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    copyFileSync(path.join(from, file), path.join(to, file));
  }
}
