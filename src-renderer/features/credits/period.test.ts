import { expect, test } from 'vitest';
import { boundsOf, periods } from './period.ts';

/** A moment of the local calendar, such as `2026-03-04` (its begin) or `2026-03-04T15:00`. */
const at = (moment: string): number => new Date(moment.includes('T') ? moment : `${moment}T00:00`).getTime();

test('a period has its bounds by the calendar: the day, the week with it, the month and the one before', () => {
  const now = at('2026-03-04T15:00');
  expect(boundsOf('all', now)).toEqual({});
  expect(boundsOf('today', now)).toEqual({ since: at('2026-03-04') });
  expect(boundsOf('week', now)).toEqual({ since: at('2026-02-26') });
  expect(boundsOf('month', now)).toEqual({ since: at('2026-03-01') });
  expect(boundsOf('last_month', now)).toEqual({ since: at('2026-02-01'), until: at('2026-03-01') });
});

test('in January the month before is of the year before', () => {
  expect(boundsOf('last_month', at('2027-01-31T23:00'))).toEqual({
    since: at('2026-12-01'),
    until: at('2027-01-01'),
  });
});

test('this month and the one before meet: a credit is in one of them', () => {
  for (const now of [at('2026-01-01'), at('2026-03-31T23:00'), at('2026-12-31')])
    expect(boundsOf('last_month', now).until).toBe(boundsOf('month', now).since);
});

test('whatever has just moved is in every period but the month before', () => {
  const now = at('2026-08-01');
  for (const period of periods.filter((one) => one !== 'last_month'))
    expect(boundsOf(period, now).since ?? 0).toBeLessThanOrEqual(now);
});
