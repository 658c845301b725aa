import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import { unpack } from './unpack.ts';

/** What is known of a machine that decides which native packages are for it. */
export type Machine = { os: string; cpu: string };

export type FetchOptions = {
  /** Address of the registry, as npm is configured with one. */
  registry: string;
  signal: AbortSignal;
  machine?: Machine;
};

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.optional(z.string()),
      integrity: z.optional(z.string()),
      os: z.optional(z.array(z.string())),
      cpu: z.optional(z.array(z.string())),
    }),
  ),
});

type Package = { path: string; name: string; version: string; integrity: string };

/** So many are fetched beside each other. */
const lanes = 4;
/** Bytes that one package may have, packed; the largest has a quarter of it. */
const mostBytes = 400 * 1024 * 1024;

/**
 * Does what `npm ci --ignore-scripts` does, for machines without npm: fetches the packages of package-lock.json in `folder`, holds each to its hash
 * before it is unpacked, and puts node_modules in its place when all are there. Throws an Error that says in words which could not be got.
 */
export async function fetchPart(folder: string, options: FetchOptions): Promise<void> {
  const { machine = { os: process.platform, cpu: process.arch } } = options;
  const making = join(folder, 'making');
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  try {
    const waiting = packagesOf(folder, machine);
    const ended = new AbortController();
    const signal = AbortSignal.any([options.signal, ended.signal]);
    const lane = async (): Promise<void> => {
      for (let one = waiting.shift(); one; one = waiting.shift())
        await fetchOne(one, { making, registry: options.registry, signal });
    };
    // The first that fails ends the others, and all have ended before what they made is removed.
    const work = Array.from({ length: lanes }, () =>
      lane().catch((error: unknown) => {
        ended.abort(error);
        throw error;
      }),
    );
    await Promise.allSettled(work);
    ended.signal.throwIfAborted();
    const place = join(folder, 'node_modules');
    await rm(place, { recursive: true, force: true });
    await rename(join(making, 'node_modules'), place);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

function packagesOf(folder: string, machine: Machine): Package[] {
  const { packages } = lock.parse(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')));
  const isFor = (words: string[] | undefined, own: string): boolean => words?.includes(own) ?? true;
  return Object.entries(packages).flatMap(([path, { version, integrity, os, cpu }]) => {
    if (path === '' || !isFor(os, machine.os) || !isFor(cpu, machine.cpu)) return [];
    const name = path.split('node_modules/').at(-1) as string;
    if (!version || !integrity) throw new Error(`${name} has no hash`);
    return [{ path, name, version, integrity }];
  });
}

async function fetchOne(
  { path, name, version, integrity }: Package,
  { making, registry, signal }: { making: string; registry: string; signal: AbortSignal },
): Promise<void> {
  const file = join(making, `${path.replaceAll('/', '+')}.tgz`);
  const address = `${registry.replace(/\/+$/, '')}/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
  try {
    const answer = await fetch(address, { signal });
    if (!answer.ok || !answer.body) throw new Error(`the registry answered ${answer.status}`);
    const hash = createHash('sha512');
    let bytes = 0;
    async function* hashed(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
      for await (const piece of source) {
        bytes += piece.length;
        if (bytes > mostBytes) throw new Error('it is too large');
        hash.update(piece);
        yield piece;
      }
    }
    const body = Readable.fromWeb(answer.body as ReadableStream);
    await pipeline(body, hashed, createWriteStream(file, { mode: 0o600 }), { signal });
    if (`sha512-${hash.digest('base64')}` !== integrity) throw new Error('it is not what it should be');
    const to = join(making, ...path.split('/'));
    await mkdir(to, { recursive: true });
    await pipeline(createReadStream(file), createGunzip(), (tar) => unpack(tar, to), { signal });
    await rm(file);
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`${name}: ${wordsOf(error)}`, { cause: error });
  }
}

/** `fetch` says no more than that it failed; what failed is under it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const under = error.cause instanceof Error ? error.cause : error;
  return under.message || ('code' in under ? String(under.code) : under.name);
}
