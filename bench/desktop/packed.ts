import { join } from 'node:path';
import { partFacts } from '../../src-main/adapters/media/part.ts';
import { folder, fusesOf, packFolder, sizeOf, wantedFuses } from '../../test/packaging/packed.ts';
import { atLeast, atMost, type Figure, type Line, told } from '../measure.ts';

/** The app as it is packed around a stand-in for Electron. */
async function* measured(): AsyncIterable<Line> {
  const at = folder();
  try {
    const { code, said } = await packFolder(['--stand-in', '--output', at.path]);
    if (code !== 0) throw new Error(said);
    const app = join(at.path, 'linux-unpacked');
    yield atMost(40, {
      figure: 'packed app without Electron, MB',
      runs: [sizeOf(join(app, 'resources')) / 1e6],
    });
    yield told('media part that is fetched on first use, MB on disk', [partFacts().megabytes]);
    const fuses = await fusesOf(join(app, 'rushes'));
    const right = Object.entries(wantedFuses).filter(([name, state]) => fuses[name] === state);
    yield atLeast(9, { figure: 'fuses that stand as they should', runs: [right.length] });
  } finally {
    at.remove();
  }
}

export const packing: Figure = { name: 'packed', run: measured };
