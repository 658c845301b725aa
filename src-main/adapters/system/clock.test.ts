import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

const file = fileURLToPath(new URL('./clock.ts', import.meta.url));

/** `localDay` as a process in another zone sees it. */
function inZone(zone: string, times: string[]) {
  const script = `
    const { systemClock } = await import(${JSON.stringify(file)});
    const clock = systemClock();
    const told = process.argv.slice(1).map((at) => Object.values(clock.localDay(Date.parse(at))));
    console.log(JSON.stringify(told));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, ...times], {
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
  });
  expect(run.status, run.stderr).toBe(0);
  const told = JSON.parse(run.stdout) as number[][];
  return told.map((row) => row.map((at) => new Date(at).toISOString().slice(0, 16)));
}

describe('systemClock', () => {
  it('gives a spring day of 23 hours and an autumn day of 25', () => {
    expect(inZone('Europe/Berlin', ['2026-03-29T12:00:00Z', '2026-10-25T12:00:00Z'])).toEqual([
      ['2026-03-28T23:00', '2026-03-29T22:00', '2026-02-28T23:00', '2026-03-31T22:00'],
      ['2026-10-24T22:00', '2026-10-25T23:00', '2026-09-30T22:00', '2026-10-31T23:00'],
    ]);
  });

  it('begins a day without a midnight at its first moment', () => {
    expect(inZone('America/Sao_Paulo', ['2018-11-04T12:00:00Z', '2018-12-31T23:00:00Z'])).toEqual([
      ['2018-11-04T03:00', '2018-11-05T02:00', '2018-11-01T03:00', '2018-12-01T02:00'],
      ['2018-12-31T02:00', '2019-01-01T02:00', '2018-12-01T02:00', '2019-01-01T02:00'],
    ]);
  });

  it('steps over a day that the zone left out', () => {
    expect(inZone('Pacific/Apia', ['2011-12-30T09:59:00Z', '2011-12-30T10:00:00Z'])).toEqual([
      ['2011-12-29T10:00', '2011-12-30T10:00', '2011-12-01T10:00', '2011-12-31T10:00'],
      ['2011-12-30T10:00', '2011-12-31T10:00', '2011-12-01T10:00', '2011-12-31T10:00'],
    ]);
  });

  it('puts every moment into its day and its month', () => {
    const clock = systemClock();
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        const at = date.getTime();
        const day = clock.localDay(at);
        expect(day.dayStart <= at && at < day.nextDay).toBe(true);
        expect(day.monthStart <= day.dayStart && day.nextDay <= day.nextMonth).toBe(true);
        expect(clock.localDay(day.nextDay).dayStart).toBe(day.nextDay);
      }),
    );
  });

  it('calls back once, not at all when forgotten, and waits longer than one timer can', () => {
    vi.useFakeTimers();
    try {
      const called: string[] = [];
      const clock = systemClock();
      clock.after(10, () => called.push('soon'));
      clock.after(3 * 2 ** 31, () => called.push('late'));
      const forget = clock.after(2 ** 32, () => called.push('never'));
      vi.advanceTimersByTime(10);
      expect(called).toEqual(['soon']);
      vi.advanceTimersByTime(2 ** 31);
      forget();
      vi.advanceTimersByTime(2 ** 32 - 20);
      expect(called).toEqual(['soon']);
      vi.advanceTimersByTime(11);
      expect(called).toEqual(['soon', 'late']);
    } finally {
      vi.useRealTimers();
    }
  });
});
