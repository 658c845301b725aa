import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Unpacks a tar as npm's packages are: plain files in one folder, whose name is dropped. Anything else in it (a link, a device, a path that leads
 * out) is an error. Nothing that is there is written over.
 */
export async function unpack(tar: AsyncIterable<Buffer>, to: string): Promise<void> {
  const bytes = bytesOf(tar);
  /** From a header that goes before: the name of the file after it, where it is too long for its own. */
  let longName: string | null = null;
  for (;;) {
    const head = await bytes.take(block);
    if (head === null || head.every((byte) => byte === 0)) return bytes.drain();
    const { kind, name, size, runs } = entryOf(head);
    const padding = (block - (size % block)) % block;
    if (kind === 'file') {
      await writeFile(bytes, { to: join(to, ...partsOf(longName ?? name)), size, runs });
    } else if (kind === 'names') {
      longName = nameIn(await bytes.whole(size)) ?? longName;
    } else {
      await bytes.whole(size);
    }
    if (kind !== 'names') longName = null;
    await bytes.whole(padding);
  }
}

const block = 512;
/** Entries that are not files are read whole; none of them needs more. */
const mostInMemory = 1024 * 1024;

type Entry = { kind: 'file' | 'names' | 'nothing'; name: string; size: number; runs: boolean };

/** Kinds of entries by their letter; "x" has names of the entry after it, "g" what is true of all of them. */
const kinds: Readonly<Record<string, Entry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '5': 'nothing',
  g: 'nothing',
  x: 'names',
};

function entryOf(head: Buffer): Entry {
  const text = (from: number, length: number): string =>
    head.toString('utf8', from, from + length).split('\0', 1)[0] as string;
  const kind = kinds[String.fromCharCode(head[156] as number)];
  const size = Number.parseInt(text(124, 12).trim() || '0', 8);
  const sum = head.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (sum !== Number.parseInt(text(148, 8).trim(), 8) || !(size >= 0)) throw new Error('it is no tar');
  if (kind === undefined) throw new Error('there is something else than files in it');
  const before = text(257, 5) === 'ustar' ? text(345, 155) : '';
  const name = before === '' ? text(0, 100) : `${before}/${text(0, 100)}`;
  return { kind, name, size, runs: (modeOf(text(100, 8)) & 0o100) !== 0 };
}

const modeOf = (octal: string): number => Number.parseInt(octal.trim() || '0', 8) || 0;

/** The path in a header of names: lines of "LENGTH key=value". */
function nameIn(header: Buffer): string | null {
  let name: string | null = null;
  for (let at = 0; at < header.length; ) {
    const space = header.indexOf(0x20, at);
    const length = Number(header.toString('utf8', at, space));
    if (space < 0 || !(length > 0) || at + length > header.length) throw new Error('it is no tar');
    const line = header.toString('utf8', space + 1, at + length - 1);
    const key = line.split('=', 1)[0] as string;
    if (key === 'path') name = line.slice(key.length + 1);
    // Of a size that does not fit into eight gigabytes nothing is known here.
    if (key === 'size' || key === 'linkpath') throw new Error('there is something else than files in it');
    at += length;
  }
  return name;
}

/** The path without its first folder. No system may take a part of it for anything else than a name. */
function partsOf(name: string): string[] {
  const [, ...parts] = name.split('/');
  const isName = (part: string): boolean => /^[^\\:\0]+$/.test(part) && part !== '.' && part !== '..';
  if (name.startsWith('/') || parts.length === 0 || !parts.every(isName))
    throw new Error('there is a path in it that leads elsewhere');
  return parts;
}

type Bytes = ReturnType<typeof bytesOf>;

async function writeFile(bytes: Bytes, { to, size, runs }: { to: string; size: number; runs: boolean }) {
  await mkdir(dirname(to), { recursive: true });
  const file = await open(to, 'wx', runs ? 0o755 : 0o644);
  try {
    for await (const piece of bytes.pieces(size)) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}

/** Reads from pieces of any length. */
function bytesOf(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  /** As it came, up to so many bytes. */
  async function next(most: number): Promise<Buffer | null> {
    while (rest.length === 0) {
      const { value, done } = await iterator.next();
      if (done) return null;
      rest = value;
    }
    const piece = rest.subarray(0, most);
    rest = rest.subarray(piece.length);
    return piece;
  }
  async function* pieces(size: number): AsyncIterable<Buffer> {
    for (let left = size; left > 0; ) {
      const piece = await next(left);
      if (piece === null) throw new Error('it ends too early');
      left -= piece.length;
      yield piece;
    }
  }
  async function whole(size: number): Promise<Buffer> {
    if (size > mostInMemory) throw new Error('there is something else than files in it');
    const all: Buffer[] = [];
    for await (const piece of pieces(size)) all.push(piece);
    return Buffer.concat(all);
  }
  return {
    pieces,
    whole,
    async drain(): Promise<void> {
      while ((await next(Number.POSITIVE_INFINITY)) !== null);
    },
    /** Null at the end. */
    async take(size: number): Promise<Buffer | null> {
      const first = await next(size);
      return first && Buffer.concat([first, await whole(size - first.length)]);
    },
  };
}
