// What a simulator remembers. With a state file it outlives the process: every change is on disk (a temporary file,
// then a rename) before the answer to the request that made it goes out.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { PROVIDERS } from './faults.ts';
import { madeShape } from './render/plan.ts';

const failure = z.object({
  status: z.number(),
  errorType: z.string(),
  message: z.string(),
  /** Of the input, where one is to blame. */
  field: z.string().optional(),
});
const falRequest = z.object({
  id: z.string(),
  endpoint: z.string(),
  input: z.record(z.string(), z.unknown()),
  acceptedAt: z.number(),
  startsAt: z.number(),
  endsAt: z.number(),
  /** Null: it ends well. */
  failure: failure.nullable(),
  /** What was rendered for it, by its name in the cache; null while it is not. */
  media: madeShape.extend({ key: z.string(), bytes: z.number() }).nullable().default(null),
  /** Statuses still to be told before the true one (`out-of-order`). */
  untrue: z.array(z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'])),
  /** False when the client asked that payloads are not kept (`X-Fal-Store-IO: 0`). */
  storeIo: z.boolean(),
});
const upload = z.object({
  id: z.string(),
  name: z.string(),
  contentType: z.string(),
  /** Bytes; -1 until the file has arrived. */
  size: z.number(),
});
const storedFile = z.object({
  assetId: z.string(),
  cloud: z.string(),
  type: z.enum(['image', 'video', 'raw']),
  publicId: z.string(),
  /** Ending of its address; empty for `raw`, whose name has its own. */
  format: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  folder: z.string(),
  preset: z.string().nullable(),
  version: z.number(),
});
const generation = z.looseObject({ id: z.string(), model: z.string(), total_cost: z.number() });
const accepted = z.object({ provider: z.enum(PROVIDERS), inputSha256: z.string(), count: z.number() });

const stateShape = z.object({
  version: z.literal(1),
  requests: z.array(falRequest),
  uploads: z.array(upload),
  generations: z.array(generation),
  accepted: z.array(accepted),
  stored: z.array(storedFile).default([]),
});

/** Times are wall clock, ms since 1970. */
export type FalRequest = z.infer<typeof falRequest>;
export type Failure = z.infer<typeof failure>;
export type Upload = z.infer<typeof upload>;
/** A file at Cloudinary. */
export type StoredFile = z.infer<typeof storedFile>;
export type Generation = z.infer<typeof generation>;
type Accepted = z.infer<typeof accepted>;

// Finished work beyond this is forgotten, so that a demo that runs for months stays small.
const KEEP = 2_000;
// Uploads kept in memory when there is no state file, in bytes.
const UPLOAD_MEMORY = 256 * 1024 * 1024;

export type SimulatorState = {
  readonly requests: Map<string, FalRequest>;
  readonly uploads: Map<string, Upload>;
  readonly generations: Map<string, Generation>;
  /** By `fileIdOf`. */
  readonly stored: Map<string, StoredFile>;
  /** Chunks of uploads to Cloudinary that are not whole yet; not kept over a restart. */
  readonly begun: Map<string, Buffer[]>;
  accepted(): readonly Accepted[];
  countAccepted(provider: Accepted['provider'], inputSha256: string): void;
  putFile(id: string, bytes: Buffer): void;
  dropFile(id: string): void;
  /** Bytes of an upload, or null when they are not (or no longer) here. */
  getFile(id: string): Buffer | null;
  /** Puts all changes on disk; returns after they are there. Does nothing without a state file. */
  save(): void;
  clear(): void;
};

/** Opens the state, from its file if there is one. A file that cannot be read is put aside as `FILE.bad`. */
export function openState(file: string | undefined, log: (line: string) => void): SimulatorState {
  const loaded = file ? load(file, log) : null;
  const requests = new Map(loaded?.requests.map((one) => [one.id, one]));
  const uploads = new Map(loaded?.uploads.map((one) => [one.id, one]));
  const generations = new Map(loaded?.generations.map((one) => [one.id, one]));
  const counts = new Map(loaded?.accepted.map((one) => [`${one.provider} ${one.inputSha256}`, one]));
  const stored = new Map(loaded?.stored.map((one) => [fileIdOf(one), one]));
  const begun = new Map<string, Buffer[]>();
  const files = new Map<string, Buffer>();
  const folder = file ? `${file}.files` : null;
  if (file && folder) {
    mkdirSync(dirname(file), { recursive: true });
    mkdirSync(folder, { recursive: true });
  }

  return {
    requests,
    uploads,
    generations,
    stored,
    begun,
    accepted: () => [...counts.values()],
    countAccepted(provider, hash) {
      const key = `${provider} ${hash}`;
      const known = counts.get(key);
      if (known) known.count += 1;
      else counts.set(key, { provider, inputSha256: hash, count: 1 });
    },
    putFile(id, bytes) {
      if (folder) writeFileSync(join(folder, id), bytes);
      else {
        files.set(id, bytes);
        let total = [...files.values()].reduce((sum, one) => sum + one.length, 0);
        for (const [oldest, content] of files) {
          if (total <= UPLOAD_MEMORY || oldest === id) break;
          files.delete(oldest);
          total -= content.length;
        }
      }
    },
    dropFile(id) {
      files.delete(id);
      if (folder) rmSync(join(folder, id), { force: true });
    },
    getFile(id) {
      if (!folder) return files.get(id) ?? null;
      const path = join(folder, id);
      return existsSync(path) ? readFileSync(path) : null;
    },
    save() {
      dropOldest(requests);
      dropOldest(generations);
      if (!file) return;
      const whole: z.infer<typeof stateShape> = {
        version: 1,
        requests: [...requests.values()],
        uploads: [...uploads.values()],
        generations: [...generations.values()],
        accepted: [...counts.values()],
        stored: [...stored.values()],
      };
      const part = `${file}.part`;
      writeFileSync(part, JSON.stringify(whole));
      renameSync(part, file);
    },
    clear() {
      for (const map of [requests, uploads, generations, counts, stored, begun, files]) map.clear();
      if (folder) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
      }
      this.save();
    },
  };
}

/** One name is one file, in each cloud and of each type. */
export const fileIdOf = (file: { cloud: string; type: string; publicId: string }): string =>
  `${file.cloud} ${file.type} ${file.publicId}`;

function dropOldest(map: Map<string, unknown>): void {
  for (const id of map.keys()) {
    if (map.size <= KEEP) return;
    map.delete(id);
  }
}

function load(file: string, log: (line: string) => void): z.infer<typeof stateShape> | null {
  if (!existsSync(file)) return null;
  try {
    return stateShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    renameSync(file, `${file}.bad`);
    log(`state file ${file} could not be read; put aside as ${file}.bad`);
    return null;
  }
}
