/**
 * Files of takes and inputs below one root. Paths are relative, made by the engine, with `/`.
 * A file is whole or absent: it is written to `NAME.part`, hashed, synced, renamed, its folder synced.
 */
export type AssetFiles = {
  /** Opens `path.part` anew. */
  open(path: string): Promise<PartFile>;
  /** Lets `work` write `path.part` by its absolute path, then makes it whole under its name. Nothing is left where `work` throws. */
  make<T>(path: string, work: (part: string) => Promise<T>): Promise<WholeFile & { made: T }>;
  /** Gives a stored file a second name, without a second copy of its bytes where the disk can. */
  link(from: string, to: string): Promise<void>;
  /** Looks at a file outside of the root that a person named. */
  look(absolute: string): Promise<{ bytes: number; head: Uint8Array } | 'missing' | 'no_file' | 'unreadable'>;
  /** SHA-256 of such a file; throws as `copyIn` does. */
  sum(absolute: string, mostBytes: number): Promise<string>;
  /** Copies such a file in; throws `media_refused` where it is longer than `mostBytes` by now or cannot be read any more. */
  copyIn(absolute: string, path: string, mostBytes: number): Promise<WholeFile>;
  /** The absolute path of a stored file. */
  absolute(path: string): string;
  /** True where a stored file is there. */
  has(path: string): Promise<boolean>;
  /** SHA-256 and size of a stored file; null where it is not there. */
  inspect(path: string): Promise<(WholeFile & { head: Uint8Array }) | null>;
  /** The bytes of a stored file, which is small; null where it is not there. */
  read(path: string): Promise<Uint8Array | null>;
  /** Appends to a file that is not promised to survive a power cut (the draft of a stream). */
  append(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Deletes every `.part` below the root, and every other file that `unwanted` names; returns how many. Only when nothing is being written. */
  sweep(unwanted: (path: string) => boolean): Promise<number>;
  /** Free bytes on the disk of the root. */
  freeBytes(): Promise<number>;
};

export type WholeFile = { bytes: number; sha256: string };

export type PartFile = {
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the file whole under its name. */
  commit(): Promise<WholeFile>;
  /** Removes the part; safe after a failure and after `commit`. */
  discard(): Promise<void>;
};
