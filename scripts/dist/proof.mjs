/**
 * `node scripts/dist/proof.mjs [FOLDER]`: reads from every finished app below dist/ what no later step may have undone.
 *
 * Promises: it ends with 1 and a sentence where one of the nine fuses does not stand as it should, where the hash of the archive is not the
 * one that the program holds against it (macOS, Windows: on Linux Electron has no check), and where there is no app at all.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { getRawHeader } from '@electron/asar';
import { refuse, root } from '../local-node.mjs';
import { checkFuses } from './fuses.mjs';

/** Where an app of each system has its program with the fuses, its resources, and the hash. */
const shapes = [
  {
    folder: /^linux.*-unpacked$/,
    program: 'rushes',
    resources: 'resources',
    holds: null,
  },
  {
    folder: /^win.*-unpacked$/,
    program: 'Rushes.exe',
    resources: 'resources',
    holds: 'Rushes.exe',
  },
  {
    folder: /^mac.*$/,
    program: 'Rushes.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
    resources: 'Rushes.app/Contents/Resources',
    holds: 'Rushes.app/Contents/Info.plist',
  },
];

/** Checks one app in its folder. Throws with a sentence where something does not stand as it should. */
async function checkApp(folder, { program, resources, holds }) {
  await checkFuses(path.join(folder, program));
  if (holds === null) return 'nine fuses';
  const { headerString } = getRawHeader(path.join(folder, resources, 'app.asar'));
  const hash = createHash('sha256').update(headerString).digest('hex');
  if (!readFileSync(path.join(folder, holds), 'latin1').includes(hash))
    throw new Error(`the hash of the archive, ${hash}, is not in ${holds}`);
  return 'nine fuses, the hash of the archive';
}

/** Checks every app below a folder; answers a line for each. */
export async function proveApps(output) {
  const found = existsSync(output) ? readdirSync(output) : [];
  const lines = [];
  for (const name of found) {
    const shape = shapes.find(({ folder }) => folder.test(name));
    if (shape && existsSync(path.join(output, name, shape.resources)))
      lines.push(`${name}: ${await checkApp(path.join(output, name), shape)}`);
  }
  if (lines.length === 0) throw new Error(`there is no app in ${output}`);
  return lines;
}

if (realpathSync(process.argv[1]) === import.meta.filename) {
  try {
    const lines = await proveApps(path.resolve(process.argv[2] ?? path.join(root, 'dist')));
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    refuse(`The finished app is not as it should be: ${error.message}.`);
  }
}
