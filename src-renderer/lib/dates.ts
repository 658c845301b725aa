/** Wall clock (ms) as people read it, in the machine's time. */
const time = new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric' });
const dayOfYear = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', year: 'numeric' });

/** The first moment (ms) of the day that a moment is of. */
export const dayStart = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);

/** `14:02` */
export const timeWord = (ms: number): string => time.format(ms);

/** `Nov 24`; with the year where that is another one. */
export const dayWord = (ms: number, nowMs: number): string =>
  (new Date(ms).getFullYear() === new Date(nowMs).getFullYear() ? day : dayOfYear).format(ms);

/** The calendar day of a moment, to tell one from another: `2026-11-24`. */
export function dayKey(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
