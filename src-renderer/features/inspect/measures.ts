import type { Asset } from '../../../src-shared/contract/shapes.ts';
import { say } from '../../texts/say.ts';
import { sizeWord } from '../../texts/words.ts';

type Measured = Pick<Asset, 'width' | 'height' | 'durationS' | 'bytes'> & { fps?: number | null };

/** What can be measured of a file, in one line: "720 × 1280 · 24 fps · 10 s · 3.2 MB". */
export function measuresOf({ width, height, durationS, bytes, fps }: Measured): string {
  return [
    width && height ? `${width} × ${height}` : null,
    fps ? say.inspect.takes.frames(short(fps)) : null,
    durationS === null ? null : `${short(durationS)} s`,
    sizeWord(bytes),
  ]
    .filter((word) => word !== null)
    .join(' · ');
}

const short = (n: number): string => String(Math.round(n * 10) / 10);

/** The last name of a path, of either kind of system. */
export const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
