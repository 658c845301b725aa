import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Session } from 'electron';
import { isStudio } from './address.ts';

export type DownloadDeps = {
  session: Pick<Session, 'on'>;
  /** Where the system keeps what is downloaded. */
  folder(): string;
  /** These files are there, the first of them first; told once for several that come together. */
  saved(files: readonly string[]): void;
  failed(file: string): void;
};

/** Files that come within this time (ms) of each other are told together. */
const togetherMs = 1_000;

/**
 * What a page saves goes into the person's folder of downloads under a name that is free, as in a browser: without this Electron asks for each
 * file where it should go.
 */
export function saveDownloads({ session, folder, saved, failed }: DownloadDeps): void {
  /** Names that are given away and may not be on the disk yet. */
  const taken = new Set<string>();
  let done: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  const tell = (): void => {
    saved(done);
    done = [];
  };

  session.on('will-download', (event, item) => {
    const from = item.getURL().replace(/^blob:/, '');
    if (!isStudio(from)) return event.preventDefault();
    const file = freeName(folder(), item.getFilename(), taken);
    taken.add(file);
    item.setSavePath(file);
    item.once('done', (_event, state) => {
      taken.delete(file);
      if (state === 'interrupted') return failed(file);
      if (state !== 'completed') return;
      done.push(file);
      clearTimeout(timer);
      timer = setTimeout(tell, togetherMs);
    });
  });
}

/** `clip.mp4`, or `clip (1).mp4` where that is there. */
function freeName(folder: string, wanted: string, taken: ReadonlySet<string>): string {
  const name = basename(wanted) || 'take';
  const ext = extname(name);
  const stem = name.slice(0, name.length - ext.length);
  for (let n = 0; ; n += 1) {
    const file = join(folder, n === 0 ? name : `${stem} (${n})${ext}`);
    if (!taken.has(file) && !existsSync(file)) return file;
  }
}
