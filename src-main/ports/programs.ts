/**
 * Programs of ours that run beside this process: what works on media, what plays the providers in the demo. Each ends with this process,
 * however that ends. Node starts them as child processes, the desktop app as Electron's own kind: its binary is not Node.
 */
export type StartProgram = (asked: ProgramOptions) => Program;

export type ProgramOptions = {
  /** What it is called where the system lists what runs. */
  name: string;
  /** JavaScript, or TypeScript in development. */
  file: string;
  args: readonly string[];
  /** This process's where it is not said. */
  cwd?: string;
  /** Its whole environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** Node's own flags; a host that is not Node leaves them out. */
  flags: readonly string[];
};

/** It keeps this process alive until `hold(false)`. What it writes to its stdout is for nobody. */
export type Program = {
  /** undefined where it does not run: not yet, or not any more. */
  readonly pid: number | undefined;
  /** Plain data. Rejects where it cannot be reached any more. */
  send(message: unknown): Promise<void>;
  /** Answers how to forget the hearer. */
  onMessage(hear: (message: unknown) => void): () => void;
  /** What it writes to its stderr, as it comes. */
  onWords(hear: (text: string) => void): void;
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** At once, with whatever it is at. */
  kill(): void;
  hold(held: boolean): void;
};

/** `how` is an exit code or the name of a signal. */
export type ProgramEnd = { started: true; how: string } | { started: false; why: string };
