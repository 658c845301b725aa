import type { Client } from '../../api/client.ts';

/** What the command line is given by its composition root; it reaches for nothing else. */
export type World = {
  version: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Folder of the pictures and voices that the demo run uses. */
  samples: string;
  /** Folder of the real profile: --home, RUSHES_HOME, or the system's place for it. */
  homeOf(flag: string | undefined): string;
  /** True where a profile has been made in this folder. */
  hasProfile(folder: string): boolean;
  now(): number;
  open(options: SessionOptions): Promise<Session>;
  /** Shows an address in a browser; false where this machine has none, or no screen. */
  browse(url: string): Promise<boolean>;
  /** Puts a backup in the place of the database; answers where the old one was put, null where there was none. */
  restore(folder: string, file: string): string | null;
  /** Runs the simulators until the signal fires; tells their addresses first. */
  simulate(port: number, tell: (urls: unknown) => void, signal: AbortSignal): Promise<void>;
  /** Takes every known secret out of a text that is about to be shown. */
  redact(text: string): string;
};

export type SessionOptions = {
  /** Folder of the profile that is worked on (for demo: the `demo` folder inside the home). */
  folder: string;
  demo: boolean;
  /** True where jobs are to be sent and followed; false for commands that only read or write rows. */
  work: boolean;
  /** True where an engine of this process is to carry the studio's screens. */
  studio?: boolean;
};

/** One connection to the engine of a profile: in this process, or in the one that holds the profile. */
export type Session = {
  client: Client;
  /** True where the engine runs in this process. */
  local: boolean;
  /** Settles when the engine of another process went away. Never for a local one. */
  lost: Promise<void>;
  /** Local: waits for what must reach the disk, then frees the profile. */
  close(): Promise<void>;
};
