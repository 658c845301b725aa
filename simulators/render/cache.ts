// Rendered media on disk, by what they were made from: a folder that any number of simulators share. Nothing in it is
// needed: what is missing is rendered again.

import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Made, madeShape } from './plan.ts';

/** Bytes that the folder may hold; what was used longest ago goes first. */
const LARGEST_CACHE = 500 * 1024 * 1024;
/** Bytes of media kept in memory too. */
const MEMORY = 48 * 1024 * 1024;
/** A file of work that was not ended is left over after this. */
const ABANDONED_MS = 60 * 60 * 1_000;

export type RenderCache = {
  /** What is known of a medium that is in the folder; null: it is not. */
  find(key: string): (Made & { bytes: number }) | null;
  /** The bytes of a medium; null: it is not, or no longer, in the folder. */
  read(key: string): Buffer | null;
  /** A path in the folder, with this ending, that nobody else uses. */
  scratch(ending: string): string;
  /** Takes a finished file over, and makes room for it. */
  put(key: string, file: string, made: Made): void;
};

/** Where media are kept unless it is said: below node_modules if that is here and ours, else in the system's folder. */
export function usualCacheFolder(): string {
  const said = process.env.RUSHES_SIMULATORS_CACHE;
  if (said) return said;
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(modules) && isWritable(modules)) return join(modules, '.cache', 'rushes-simulators');
  }
  return join(tmpdir(), `rushes-simulators-${userInfo().username}`);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param key of a medium: letters and digits, then its ending */
export function openRenderCache(folder: string, largest: number = LARGEST_CACHE): RenderCache {
  const memory = new Map<string, Buffer>();
  const about = (key: string): string => join(folder, `${key}.json`);

  const keep = (key: string, bytes: Buffer): Buffer => {
    memory.delete(key);
    memory.set(key, bytes);
    let total = [...memory.values()].reduce((sum, one) => sum + one.length, 0);
    for (const [oldest, content] of memory) {
      if (total <= MEMORY || oldest === key) break;
      memory.delete(oldest);
      total -= content.length;
    }
    return bytes;
  };
  return {
    find(key) {
      try {
        const made = madeShape.parse(JSON.parse(readFileSync(about(key), 'utf8')));
        const stats = statSync(join(folder, key), { throwIfNoEntry: false });
        return stats ? { ...made, bytes: stats.size } : null;
      } catch {
        return null;
      }
    },
    read(key) {
      const known = memory.get(key);
      if (known) return keep(key, known);
      try {
        const bytes = readFileSync(join(folder, key));
        const now = new Date();
        utimesSync(join(folder, key), now, now);
        return keep(key, bytes);
      } catch {
        return null;
      }
    },
    scratch(ending) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return join(folder, `making-${randomUUID()}${ending}`);
    },
    put(key, file, made) {
      const part = `${file}.json`;
      writeFileSync(part, JSON.stringify(made));
      renameSync(file, join(folder, key));
      renameSync(part, about(key));
      sweep(folder, largest);
    },
  };
}

/** Deletes the oldest media until the rest fits, and files of work that was given up. */
function sweep(folder: string, largest: number): void {
  const found = readdirSync(folder).flatMap((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats?.isFile() ? [{ name, bytes: stats.size, at: stats.mtimeMs }] : [];
  });
  let total = 0;
  for (const { name, bytes, at } of found.sort((a, b) => b.at - a.at)) {
    if (name.startsWith('making-')) {
      if (Date.now() - at > ABANDONED_MS) rmSync(join(folder, name), { force: true });
      continue;
    }
    if (name.endsWith('.json')) continue;
    total += bytes;
    if (total <= largest) continue;
    rmSync(join(folder, `${name}.json`), { force: true });
    rmSync(join(folder, name), { force: true });
  }
}
