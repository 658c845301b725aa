import type { Clock } from '../../ports/clock.ts';
import { nextTurn } from '../net/turn.ts';

/** The longest wait a timer of the runtime takes; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's clocks, and its time zone for the local day. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after,
    soon: (call) => void nextTurn().then(call),
    localDay,
  };
}

function after(ms: number, call: () => void): () => void {
  let left = Math.max(0, ms);
  let timer: NodeJS.Timeout;
  const wait = () => {
    const part = Math.min(left, longestTimerMs);
    left -= part;
    timer = setTimeout(() => (left > 0 ? wait() : call()), part);
  };
  wait();
  return () => clearTimeout(timer);
}

/** A midnight that the zone skips becomes the first moment after it; of two equal ones the first counts. */
function localDay(at: number): ReturnType<Clock['localDay']> {
  const date = new Date(at);
  const year = date.getFullYear();
  const month = date.getMonth();
  const day = date.getDate();
  const midnight = (m: number, d: number) => new Date(year, m, d).getTime();
  return {
    dayStart: midnight(month, day),
    nextDay: midnight(month, day + 1),
    monthStart: midnight(month, 1),
    nextMonth: midnight(month + 1, 1),
  };
}
