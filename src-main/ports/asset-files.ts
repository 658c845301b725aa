/**
 * Files of takes and inputs below one root. Paths are relative, made by the engine, with `/`.
 * A file is whole or absent: it is written to `NAME.part`, hashed, synced, renamed, its folder synced.
 */
export type AssetFiles = {
  /** Opens `path.part` anew. */
  open(path: string): Promise<PartFile>;
  /** The absolute path of a stored file. */
  absolute(path: string): string;
  /** SHA-256 and size of a stored file; null where it is not there. */
  inspect(path: string): Promise<{ bytes: number; sha256: string; head: Uint8Array } | null>;
  /** Appends to a file that is not promised to survive a power cut (the draft of a stream). */
  append(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Deletes every `.part` below the root; returns how many. Only when nothing is being written. */
  sweep(): Promise<number>;
  /** Free bytes on the disk of the root. */
  freeBytes(): Promise<number>;
};

export type PartFile = {
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the file whole under its name. */
  commit(): Promise<{ bytes: number; sha256: string }>;
  /** Removes the part; safe after a failure and after `commit`. */
  discard(): Promise<void>;
};
