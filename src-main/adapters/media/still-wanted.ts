import { failure } from './refusal.ts';

const looksApart = 64;
const bornOf = process.ppid;
let maxMemoryMb = Number.POSITIVE_INFINITY;
let looks = 0;

/** Told once, when the program starts. */
export function limitMemory(mb: number): void {
  maxMemoryMb = mb;
}

/**
 * Called for every frame. While synchronous work goes on nothing else runs here: this ends the work where whoever asked
 * for it has died, and where it takes more memory than is allowed (on Linux that one looks, too).
 */
export function stillWanted(): void {
  looks += 1;
  if (looks % looksApart !== 0) return;
  if (process.ppid !== bornOf) process.exit(1);
  if (process.memoryUsage.rss() > maxMemoryMb * 1024 * 1024) {
    throw failure(`it needed more than ${maxMemoryMb} MB of memory`);
  }
}
