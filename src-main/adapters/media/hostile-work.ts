import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaPort } from '../../ports/media.ts';
import { endOf } from './test-files.ts';

/** For tests: everything that can be asked of a file that may be made to do harm, and what it took. */
export type Operation = Exclude<keyof MediaPort, 'codecs' | 'stop'> | 'copy';

/** What is made is a file of the folder, `NAME.out`, so that it can be looked at. `mostMs`: an operation that takes longer throws. */
export function hostileWork(media: MediaPort, here: string, mostMs = Number.POSITIVE_INFINITY) {
  const { signal } = new AbortController();
  let peak = 0;

  const operations = (from: string, folder = here): Record<Operation, () => Promise<unknown>> => {
    const to = (name: Operation): string => join(folder, `${name}.out`);
    const frame = { ratio: '1:1', fit: 'pad' as const };
    return {
      probe: () => media.probe(from, signal),
      listen: () => media.listen(from, signal),
      picture: () => media.picture({ from, to: to('picture'), frame, longest: 256 }, signal),
      thumbnail: () => media.thumbnail({ from, to: to('thumbnail'), atS: 0.5, width: 64 }, signal),
      peaks: () => media.peaks({ from, to: to('peaks'), buckets: 10 }, signal),
      voice: () => media.voice({ from, to: to('voice'), startS: 0, endS: 0.5 }, signal),
      copy: () =>
        media.clip({ from, to: to('copy'), seconds: null, frame: null, fps: null, sound: true }, signal),
      clip: () => media.clip({ from, to: to('clip'), seconds: 1, frame: null, fps: 30, sound: true }, signal),
      join: () => {
        const parts = [1, 2].map(() => ({ from, seconds: 1 }));
        return media.join({ parts, to: to('join'), voice: from, frame: null, fps: null }, signal);
      },
    };
  };

  return {
    operations,

    /** How each operation ended. */
    async all(from: string, folder = here): Promise<Record<Operation, string>> {
      const ends: Partial<Record<Operation, string>> = {};
      for (const [name, work] of Object.entries(operations(from, folder))) {
        const since = performance.now();
        ends[name as Operation] = await endOf(work());
        const ms = performance.now() - since;
        peak = Math.max(peak, mediaPeakMb());
        if (ms > mostMs) throw new Error(`${name} of ${from} took ${ms} ms`);
      }
      return ends as Record<Operation, string>;
    },

    /** Most memory (MB) that the media process was seen to have needed. */
    peakMb: (): number => peak,
  };
}

/** Peak of the resident memory of the media processes below this one, in MB; 0 where /proc is not. */
function mediaPeakMb(): number {
  if (process.platform !== 'linux') return 0;
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readOr(`/proc/self/task/${task}/children`).split(' ').filter(Boolean),
  );
  const peaks = children
    .filter((pid) => readOr(`/proc/${pid}/cmdline`).includes('adapters/media/child'))
    .map((pid) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readOr(`/proc/${pid}/status`))?.[1] ?? 0));
  return Math.round(Math.max(0, ...peaks) / 1_024);
}

/** A process may end while it is looked at. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
