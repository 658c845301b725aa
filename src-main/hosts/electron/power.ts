import type { PowerMonitor } from 'electron';

export type Restful = {
  /** Nothing is asked of a provider until `wake`. */
  rest(): void;
  /** What runs at a provider is asked for at once, before anything new is sent. */
  wake(): void;
};

/** A machine that falls asleep asks nobody any more, and when it is awake first looks at what became of what it sent. */
export function followPower(power: Pick<PowerMonitor, 'on'>, { rest, wake }: Restful): void {
  power.on('suspend', rest);
  power.on('resume', wake);
}
