/**
 * Draws the app's icons from src-renderer/public/icon.svg, in each system's own form, so that electron-builder has to convert none.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

/** Apple's four letters for a PNG of that many pixels. */
const appleSizes = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024 };
const windowsSizes = [16, 32, 48, 256];
const linuxSizes = [16, 32, 48, 64, 128, 256, 512];

/** An .icns file: per picture its letters, its length with these eight bytes, and the PNG. */
function icns(pictures) {
  const parts = Object.entries(appleSizes).flatMap(([letters, size]) => {
    const png = pictures.get(size);
    return [head(letters, png.length), png];
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([head('icns', body.length), body]);
}

function head(letters, length) {
  const bytes = Buffer.alloc(8);
  bytes.write(letters, 'latin1');
  bytes.writeUInt32BE(length + 8, 4);
  return bytes;
}

/** An .ico file: a list of the pictures, 256 written as 0, then the PNGs. */
function ico(pictures) {
  const list = Buffer.alloc(6 + 16 * windowsSizes.length);
  list.writeUInt16LE(1, 2);
  list.writeUInt16LE(windowsSizes.length, 4);
  let offset = list.length;
  for (const [index, size] of windowsSizes.entries()) {
    const at = 6 + 16 * index;
    list.writeUInt8(size % 256, at);
    list.writeUInt8(size % 256, at + 1);
    list.writeUInt16LE(1, at + 4);
    list.writeUInt16LE(32, at + 6);
    list.writeUInt32LE(pictures.get(size).length, at + 8);
    list.writeUInt32LE(offset, at + 12);
    offset += pictures.get(size).length;
  }
  return Buffer.concat([list, ...windowsSizes.map((size) => pictures.get(size))]);
}

/** Writes `folder`/icon.icns, icon.ico and, for Linux, a PNG for every size in `folder`/png. */
export async function drawIcons({ root, folder }) {
  const drawing = readFileSync(path.join(root, 'src-renderer/public/icon.svg'));
  const sizes = new Set([...Object.values(appleSizes), ...windowsSizes, ...linuxSizes]);
  const pictures = new Map();
  for (const size of sizes) {
    // The drawing is 32 units wide, at 72 to the inch.
    const drawn = sharp(drawing, { density: (72 * size) / 32 }).resize(size, size);
    pictures.set(size, await drawn.png().toBuffer());
  }
  mkdirSync(path.join(folder, 'png'), { recursive: true });
  for (const size of linuxSizes)
    writeFileSync(path.join(folder, 'png', `${size}x${size}.png`), pictures.get(size));
  writeFileSync(path.join(folder, 'icon.icns'), icns(pictures));
  writeFileSync(path.join(folder, 'icon.ico'), ico(pictures));
}
