import type { MouseEvent } from 'react';

/** Within which time (ms) and way (px) a click is the second one of a double click, as systems have it. */
const secondMs = 500;
const nearPx = 8;

/** `row` is what was clicked in: the same words for the same one. */
export type Click = { row: string | undefined; x: number; y: number; atMs: number };

/**
 * In a list that closes up, the second click of a double click falls on the row that has come under the pointer meanwhile. That row was not
 * meant. Answers true for such a click; it is to go no further. One by a key has the place of its button.
 */
export function createSecondClicks(): (click: Click) => boolean {
  let last: Click | null = null;
  return (click) => {
    const before = last;
    last = click;
    if (!before || click.row === before.row || click.atMs - before.atMs > secondMs) return false;
    return Math.abs(click.x - before.x) <= nearPx && Math.abs(click.y - before.y) <= nearPx;
  };
}

/** For a list of `li`, each with the `data-row` of its row: lets no such click through. One for each list. */
export function withoutSecondClicks(): (event: MouseEvent) => void {
  const isSecond = createSecondClicks();
  return (event) => {
    const line = (event.target as Element).closest('li');
    const row = line?.querySelector<HTMLElement>('[data-row]')?.dataset.row;
    if (!isSecond({ row, x: event.clientX, y: event.clientY, atMs: event.timeStamp })) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
