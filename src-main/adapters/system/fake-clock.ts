import type { Clock } from '../../ports/clock.ts';

/** A clock for tests: it stands still until it is told. Its zone is UTC, on every machine. */
export type FakeClock = Clock & {
  /** Moves both clocks on. Timers fire in order, each at its own time; what they set off in promises settles in between. */
  advance(ms: number): Promise<void>;
  /** Steps the wall clock, in either direction. Timers and the monotonic clock do not notice. */
  setWall(ms: number): void;
  /** How many timers wait. */
  pending(): number;
};

type Timer = { due: number; call: () => void };

/** More than this in one `advance` is a timer that sets itself again at once. */
const mostFirings = 100_000;

const dayMs = 86_400_000;

export function fakeClock(startMs: number): FakeClock {
  let monotonic = 0;
  let wallOffset = startMs;
  /** In order of setting; equal times fire in this order. */
  const timers = new Set<Timer>();

  const firstDue = (until: number): Timer | null => {
    let first: Timer | null = null;
    for (const timer of timers) {
      if (timer.due <= until && (first === null || timer.due < first.due)) first = timer;
    }
    return first;
  };

  return {
    now: () => wallOffset + monotonic,
    monotonic: () => monotonic,
    after(ms, call) {
      const timer = { due: monotonic + Math.max(0, ms), call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    soon: queueMicrotask,
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`a clock is not moved on by ${ms}`);
      const until = monotonic + ms;
      await settled();
      for (let fired = 0; ; fired++) {
        const timer = firstDue(until);
        if (timer === null) break;
        if (fired === mostFirings) throw new Error('a timer of the fake clock sets itself again without end');
        monotonic = Math.max(monotonic, timer.due);
        timers.delete(timer);
        timer.call();
        await settled();
      }
      monotonic = until;
    },
    setWall(ms) {
      wallOffset = ms - monotonic;
    },
    pending: () => timers.size,
    localDay(at) {
      const date = new Date(at);
      const month = (ahead: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1);
      const dayStart = Math.floor(at / dayMs) * dayMs;
      return { dayStart, nextDay: dayStart + dayMs, monthStart: month(0), nextMonth: month(1) };
    },
  };
}

/** One turn of the event loop: every promise that can settle without a timer or a disk has settled. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
