import { describe, expect, it } from 'vitest';
import { fakeClock } from './fake-clock.ts';

const start = Date.parse('2026-11-23T12:00:00Z');

describe('fakeClock', () => {
  it('fires in order of time, then of setting, and lets promises settle in between', async () => {
    const clock = fakeClock(start);
    const seen: string[] = [];
    const note = (name: string) => seen.push(`${name}@${clock.now() - start}`);
    clock.after(20, () => note('b'));
    clock.after(10, () => {
      note('a');
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => clock.after(5, () => note('after a')));
    });
    clock.after(20, () => note('c'));
    const forget = clock.after(12, () => note('forgotten'));
    forget();
    expect(clock.pending()).toBe(3);
    await clock.advance(30);
    expect(seen).toEqual(['a@10', 'after a@15', 'b@20', 'c@20']);
    expect(clock.now()).toBe(start + 30);
    expect(clock.pending()).toBe(0);
  });

  it('keeps wall and monotonic time apart', async () => {
    const clock = fakeClock(start);
    let fired = false;
    clock.after(1_000, () => {
      fired = true;
    });
    clock.setWall(start - 3_600_000);
    await clock.advance(999);
    expect([clock.now(), clock.monotonic(), fired]).toEqual([start - 3_600_000 + 999, 999, false]);
    clock.setWall(start + 86_400_000);
    await clock.advance(1);
    expect([clock.now(), clock.monotonic(), fired]).toEqual([start + 86_400_001, 1_000, true]);
  });

  it('refuses to go back and stops a timer that sets itself without end', async () => {
    const clock = fakeClock(start);
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
    const again = () => void clock.after(0, again);
    again();
    await expect(clock.advance(1)).rejects.toThrow('without end');
  });

  it('has UTC days and months', () => {
    expect(fakeClock(0).localDay(Date.parse('2024-02-29T23:59:59.999Z'))).toEqual({
      dayStart: Date.parse('2024-02-29T00:00:00Z'),
      nextDay: Date.parse('2024-03-01T00:00:00Z'),
      monthStart: Date.parse('2024-02-01T00:00:00Z'),
      nextMonth: Date.parse('2024-03-01T00:00:00Z'),
    });
  });
});
