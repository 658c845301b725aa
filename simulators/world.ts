import type { FaultTable } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Rendering } from './rendering.ts';
import type { SimulatorState } from './state.ts';
import type { Timers } from './timers.ts';

/** What every part of a running simulator shares. */
export type World = {
  readonly state: SimulatorState;
  readonly faults: FaultTable;
  readonly journal: Journal;
  readonly timers: Timers;
  readonly rendering: Rendering;
  /** Factor on all times; 0 means no delay. */
  readonly speed: number;
  /** Speech is hummed at once instead of spoken by a voice. */
  readonly hums: boolean;
  /** Gets one line per event, without keys. */
  log(line: string): void;
  /** Wall clock, ms since 1970. */
  now(): number;
  /** `http://127.0.0.1:PORT`, the port of this run. */
  origin(): string;
};

/** The prefix that stands before fal's host names. */
export function falBase(world: World): string {
  return `${world.origin()}/fal`;
}
