/**
 * Draws and speaks resources/samples/, the inputs that a newcomer tries Rushes with: `npm run samples`.
 *
 * Promises: the same files, byte for byte, however often it runs on one machine. Runs on the project's own Node, with
 * the development packages installed. A file appears under its name only when it is whole.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { becomeChild, localNode, majorOf, refuse, root, wantedMajor } from './local-node.mjs';

const folder = path.join(root, 'resources/samples');

/** Writes a file by way of a name beside it. */
function put(name, bytes) {
  const file = path.join(folder, name);
  writeFileSync(`${file}.part`, bytes);
  renameSync(`${file}.part`, file);
  process.stdout.write(`${name} ${bytes.length}\n`);
}

async function drawAll() {
  const { default: sharp } = await import('sharp');
  const { portrait } = await import('./samples/portrait.mjs');
  const { product } = await import('./samples/product.mjs');
  const { room } = await import('./samples/room.mjs');
  for (const [name, drawn] of Object.entries({ portrait, product, room })) {
    put(`${name}.jpg`, await sharp(Buffer.from(drawn)).jpeg({ quality: 86, mozjpeg: true }).toBuffer());
  }
}

async function speakAll() {
  const { scripts } = await import('./samples/scripts.mjs');
  const { speakScript } = await import('./samples/voice.mjs');
  for (const script of scripts) put(script.name, await speakScript(script, folder));
}

if (majorOf() < wantedMajor) {
  const node = localNode();
  if (!node) refuse(`Node ${wantedMajor} or newer is needed: run "npm ci", then this again.`);
  becomeChild(node, [fileURLToPath(import.meta.url)]);
} else {
  mkdirSync(folder, { recursive: true });
  await drawAll();
  await speakAll();
}
