import type { Values } from './args.ts';
import type { Link } from './link.ts';
import type { Screen } from './screen.ts';
import type { World } from './world.ts';

/** One flag. Without `value` it is a switch. */
export type OptionSpec = {
  /** What stands for the value in help: FILE, N, auto|hold. */
  value?: string;
  summary: string;
  choices?: readonly string[];
  whole?: { min: number; max: number };
};
export type Options = Readonly<Record<string, OptionSpec>>;

/** What a command is handed for one run. */
export type Call = {
  world: World;
  screen: Screen;
  json: boolean;
  demo: boolean;
  /** Folder of the profile that is worked on. */
  folder: string;
  values: Values;
  positionals: readonly string[];
  /** Fires when the person or the system asks this process to end. */
  interrupted: AbortSignal;
  /** Connects to the profile's engine; closed by the host after the command. With `studio` one that is opened here has its screens too. */
  connect(work: boolean, how?: { studio: boolean }): Promise<Link>;
};

/** One row of the table of commands. The name has one word, or two where a group has several. */
export type Command = {
  name: string;
  /** Without the program's name. */
  usage: string;
  summary: string;
  options: Options;
  /** Names of what follows the command; a trailing `...` takes one or more. */
  takes: readonly string[];
  /** Not in the list of commands. */
  hidden?: boolean;
  /** Where flags depend on the first argument: those that count for it. Throws where there is no such thing. */
  narrow?(positionals: readonly string[]): Options;
  /** Help that says more than the row does. */
  help?(positionals: readonly string[]): string | null;
  /** Answers the exit code. */
  run(call: Call): Promise<number>;
};
