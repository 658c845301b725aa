import { type ProviderId, providerIds } from '../../../src-shared/domain/request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Gates } from '../providers/gates.ts';
import type { Settings } from '../settings/settings.ts';
import { type ClaimDeps, claim, hasClaimable } from './claim.ts';
import type { Runner } from './runner.ts';
import type { Sleep } from './sleep.ts';

/**
 * Decides what is sent next: smallest rank first, per provider as many at once as the settings say, so that a blocked
 * provider never blocks another. It wakes by what happens and by one timer for the next due time; it never polls.
 */
export type SchedulerDeps = ClaimDeps & {
  clock: Clock;
  log: Logger;
  gates: Gates;
  settings: Settings;
  runner: Runner;
  /** Nothing is sent until it is over. */
  sleep: Sleep;
  write<T>(work: () => T): T;
};

/** Longest that the one timer is set for (ms): the wall clock may step, so due times are read again now and then. */
const longestTimer = 60_000;
const afterDiskTrouble = 1_000;
/** A wall clock that ran ahead of the monotonic one by this much (ms) was not running: the machine slept. */
const asleepStep = 30_000;
/** A smaller step (ms) is the clock being kept right. */
const leastStep = 2_000;
/** No wait is longer (ms): one that reads so at a start was written before the clock was set back. */
const longestWait = 24 * 3_600_000;

export function createScheduler(deps: SchedulerDeps) {
  const { db, clock, gates, settings, runner, jobs } = deps;
  let on = false;
  let asked = false;
  let forget: (() => void) | null = null;
  /** Unknown until the first pass is through: asking for the local day costs a start half a millisecond. */
  let nextDay = Number.POSITIVE_INFINITY;
  let read = { wall: 0, monotonic: 0 };

  const claimFor = (provider: ProviderId): void => {
    while (runner.running(provider) < settings.values().concurrency[provider]) {
      if (!hasClaimable(db, provider) || !gates.ready(provider)) return;
      const next = deps.write(() => claim(deps, provider));
      if (!next) return;
      if (next.kind === 'attempt') runner.start(next.row, true);
      else runner.prepare(next.part);
    }
  };

  const dueSoon = (): boolean =>
    db.sql('SELECT 1 FROM jobs WHERE wake_at <= ? LIMIT 1').get(clock.now()) !== undefined;

  /** `since`: when the pass began. What came due while it ran was not seen by it and is due now. */
  const arm = (since: number): void => {
    forget?.();
    forget = null;
    if (nextDay === Number.POSITIVE_INFINITY) nextDay = clock.localDay(since).nextDay;
    const times = [db.sql('SELECT MIN(wake_at) FROM jobs WHERE wake_at IS NOT NULL').pluck().get(), nextDay];
    for (const id of providerIds) times.push(gates.coolUntil(id));
    const next = Math.min(...times.filter((t): t is number => typeof t === 'number' && t > since));
    const wait = Math.max(0, next - clock.now());
    if (Number.isFinite(next)) forget = clock.after(Math.min(wait, longestTimer), tick);
  };

  /**
   * A wall clock that was set back would keep jobs waiting for as long as the step: their times move back with it.
   * One that was set forward only makes them due early.
   */
  const followClock = (): void => {
    const wall = clock.now();
    const monotonic = clock.monotonic();
    const step = wall - read.wall - (monotonic - read.monotonic);
    read = { wall, monotonic };
    // The machine slept, or the clock was set forward: what is at a provider may be long done, so it is asked first.
    if (step > asleepStep) runner.hurry();
    if (step > -leastStep) return;
    deps.log.warn('the clock was set back', { seconds: Math.round(-step / 1_000) });
    nextDay = clock.localDay(wall).nextDay;
    deps.write(() => {
      jobs.shiftWaits(Math.round(step));
      gates.shiftWaits(Math.round(step));
    });
  };

  const pass = (now: number): void => {
    if (dueSoon()) deps.write(() => jobs.wake(now));
    if (now >= nextDay) {
      // A new day may free what a budget held back.
      nextDay = clock.localDay(now).nextDay;
      deps.write(() => jobs.reconsider());
    }
    if (!settings.paused()) for (const id of providerIds) claimFor(id);
  };

  const tick = (): void => {
    if (!on || asked || deps.sleep.isOn()) return;
    asked = true;
    // What it reads and writes does not lengthen the turn of whoever woke it.
    clock.soon(() => {
      asked = false;
      if (!on || deps.sleep.isOn()) return;
      try {
        followClock();
        const since = clock.now();
        pass(since);
        arm(since);
      } catch (error) {
        deps.log.error('the queue could not go on; trying again', { error });
        forget?.();
        forget = clock.after(afterDiskTrouble, tick);
      }
    });
  };

  return {
    tick,
    start(): void {
      on = true;
      read = { wall: clock.now(), monotonic: clock.monotonic() };
      deps.write(() => jobs.boundWaits(read.wall + longestWait));
      tick();
    },
    stop(): void {
      on = false;
      forget?.();
    },
  };
}
