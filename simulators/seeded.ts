import { sha256 } from './canonical.ts';

/** A choice that depends on nothing but the seed text and the number of choices made before. */
export type Chooser = <T>(options: readonly [T, ...T[]]) => T;

/** Makes a chooser (mulberry32 over a hash): the same seed always chooses the same. */
export function chooser(seed: string): Chooser {
  let state = Number.parseInt(sha256(seed).slice(0, 8), 16);
  return (options) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const index = ((mixed ^ (mixed >>> 14)) >>> 0) % options.length;
    return options[index] ?? options[0];
  };
}
