import type { Clock } from '../../ports/clock.ts';

/** A call took longer than it may, or waits behind one that does. */
export class Overdue extends Error {
  constructor() {
    super('The keychain did not answer in time.');
    this.name = 'Overdue';
  }
}

/**
 * Calls of the keychain, one after the other and each bounded in time. A native call cannot be stopped: while one is
 * overdue, new ones are refused at once instead of raising a second prompt and taking a second thread.
 */
export function createTurns(clock: Pick<Clock, 'after'>, boundMs: number) {
  let last: Promise<unknown> = Promise.resolve();
  let stuck = false;

  /** `work` calls what it is given before a step that must not happen once nobody waits for it any more. */
  function take<T>(work: (stillWanted: () => void) => Promise<T>): Promise<T> {
    if (stuck) return Promise.reject(new Overdue());
    let overdue = false;
    let begun = false;
    const stillWanted = () => {
      if (overdue) throw new Overdue();
    };
    const turn = last.then(() => {
      stillWanted();
      begun = true;
      return work(stillWanted);
    });
    const ended = new Promise<T>((resolve, reject) => {
      const forget = clock.after(boundMs, () => {
        overdue = true;
        if (begun) stuck = true;
        reject(new Overdue());
      });
      void turn.then(resolve, reject).finally(forget);
    });
    const free = () => {
      if (begun && overdue) stuck = false;
    };
    last = turn.then(free, free);
    return ended;
  }

  return { take };
}
