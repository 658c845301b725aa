import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

/**
 * What SQLite would not say of a damaged database, found before SQLite opens it; null where nothing is.
 *
 * Above all committed work that was lost: SQLite takes a broken or missing write-ahead log for a short
 * one, goes on without a word, and removes it. Here that could send a paid request a second time.
 *
 * The index beside the log (`-shm`) outlives a killed process and says how many frames were committed; each commit syncs
 * the log before it counts there, so a log that holds fewer whole frames has lost some. Formats: sqlite.org/walformat.html.
 * @param bootedAt when this machine was started (wall clock, ms); what is older says nothing
 */
export function lossOf(database: string, bootedAt: number): string | null {
  const wal = `${database}-wal`;
  const walBytes = sizeOf(wal);
  const bytes = sizeOf(database);
  if (bytes === 0 && walBytes > 0) return 'it is empty though its write-ahead log is not';
  const odd = bytes > 0 ? oddHead(database, bytes) : null;
  if (odd !== null) return odd;
  // After a power cut the index may be older than the log it stands beside, and SQLite makes it anew.
  if (Math.max(changedAt(`${database}-shm`), changedAt(wal)) < bootedAt) return null;
  const index = indexOf(`${database}-shm`);
  if (index === null || index.backfilled >= index.frames) return null;
  if (walBytes === 0) return 'its write-ahead log is gone';
  const whole = wholeFrames(readFileSync(wal), index);
  return whole < index.frames ? 'its write-ahead log is damaged' : null;
}

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

const magic = 'SQLite format 3\0';

/** SQLite takes a file of a few bytes for an empty one, and fills up a page that was cut. */
function oddHead(database: string, bytes: number): string | null {
  const head = Buffer.alloc(18);
  const fd = openSync(database, 'r');
  try {
    readSync(fd, head, 0, head.length, 0);
  } finally {
    closeSync(fd);
  }
  if (head.toString('latin1', 0, magic.length) !== magic) return 'it is no database';
  const page = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
  return bytes % page === 0 ? null : 'its end was cut off';
}

/** `frames` were committed, `backfilled` of them are in the database as well. */
type WalIndex = { frames: number; backfilled: number; salt: Buffer };

const indexVersion = 3_007_000;
const headerBytes = 48;
const backfillAt = 96;

/** Null where there is no index, or none that was finished writing. Its numbers are in the machine's order, little-endian on all of ours. */
function indexOf(path: string): WalIndex | null {
  if (sizeOf(path) < backfillAt + 4) return null;
  const shm = readFileSync(path);
  const header = shm.subarray(0, headerBytes);
  if (!header.equals(shm.subarray(headerBytes, 2 * headerBytes))) return null;
  if (header.readUInt32LE(0) !== indexVersion || header[12] !== 1) return null;
  return {
    frames: header.readUInt32LE(16),
    backfilled: shm.readUInt32LE(backfillAt),
    salt: header.subarray(32, 40),
  };
}

const walHead = 32;
const frameHead = 24;

/** How many frames from the first on are whole, counted as far as the index goes. */
function wholeFrames(wal: Buffer, { frames, salt }: WalIndex): number {
  if (wal.length < walHead || !wal.subarray(16, 24).equals(salt)) return 0;
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const little = (view.getUint32(0) & 1) === 0;
  const page = view.getUint32(8);
  let [a, b] = [0, 0];
  const add = (from: number, bytes: number): void => {
    for (let at = from; at < from + bytes; at += 8) {
      a = (a + view.getUint32(at, little) + b) >>> 0;
      b = (b + view.getUint32(at + 4, little) + a) >>> 0;
    }
  };
  const proves = (at: number): boolean => view.getUint32(at) === a && view.getUint32(at + 4) === b;
  add(0, 24);
  if (!proves(24)) return 0;
  for (let n = 0; n < frames; n++) {
    const at = walHead + n * (frameHead + page);
    if (at + frameHead + page > wal.length) return n;
    add(at, 8);
    add(at + frameHead, page);
    if (!wal.subarray(at + 8, at + 16).equals(salt) || !proves(at + 16)) return n;
  }
  return frames;
}
