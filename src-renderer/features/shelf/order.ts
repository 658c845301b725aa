/** Which tile the arrow keys come to from another; null: the key is not about tiles. */
export function tileAfter(key: string, at: number, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, at + 1);
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/** How many tiles came before the one that stood first: what a strip that is scrolled moves on by, so that it seems to stand. */
export const cameBefore = (before: readonly string[], now: readonly string[]): number =>
  before[0] === undefined ? 0 : Math.max(0, now.indexOf(before[0]));
