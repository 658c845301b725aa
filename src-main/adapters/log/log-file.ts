import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export type LogFileLimits = { maxBytes: number; files: number };

/**
 * A file of lines and the older ones beside it: `NAME`, `NAME.1` (newer) to `NAME.4`. Opened anew for each append, at
 * most four times a second, so that it may be moved or deleted under us. Everything throws; the log does not.
 */
export function createLogFile(file: string, { maxBytes, files }: LogFileLimits) {
  const older = (age: number) => (age === 0 ? file : `${file}.${age}`);

  function rotate(): void {
    rmSync(older(files - 1), { force: true });
    for (let age = files - 2; age >= 0; age--) {
      if (existsSync(older(age))) renameSync(older(age), older(age + 1));
    }
  }

  function open(): { fd: number; size: number } {
    // Not `recursive`: there is no log beside a profile that is not there, and Node 24 never comes back from some folders.
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { mode: 0o700 });
    const { O_WRONLY, O_APPEND, O_CREAT } = constants;
    const fd = openSync(file, O_WRONLY | O_APPEND | O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600);
    const stat = fstatSync(fd);
    if ((stat.mode & 0o077) !== 0) fchmodSync(fd, 0o600);
    return { fd, size: stat.size };
  }

  return {
    append(text: string): void {
      const bytes = Buffer.from(text);
      let target = open();
      if (target.size > 0 && target.size + bytes.length > maxBytes) {
        closeSync(target.fd);
        rotate();
        target = open();
      }
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(target.fd, bytes, done);
      } finally {
        closeSync(target.fd);
      }
    },

    /** The last `n` lines, oldest first. */
    lines(n: number): string[] {
      let found: string[] = [];
      for (let age = 0; age < files && found.length < n; age++) {
        if (!existsSync(older(age))) continue;
        const lines = readFileSync(older(age), 'utf8').split('\n').filter(Boolean);
        found = [...lines.slice(-(n - found.length)), ...found];
      }
      return found;
    },
  };
}
