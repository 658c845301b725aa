/** Sizes of the grid in px. Tiles are 9:16, 120 to 180 wide, and fill the width. */
export const gap = 12;
export const padding = 16;
const captionHeight = 44;
const leastWidth = 140;

export type Layout = { columns: number; tile: number; picture: number; row: number };

export function layoutOf(width: number): Layout {
  const inner = Math.max(leastWidth, width - 2 * padding);
  const columns = Math.max(1, Math.floor((inner + gap) / (leastWidth + gap)));
  const tile = (inner - gap * (columns - 1)) / columns;
  const picture = Math.round((tile * 16) / 9);
  return { columns, tile, picture, row: picture + captionHeight + gap };
}

/** Where a key leads from a tile; null for a key that leads nowhere. `pageRows`: rows in view. */
export function stepTo(
  key: string,
  from: number,
  grid: { count: number; columns: number; pageRows: number },
): number | null {
  const { count, columns, pageRows } = grid;
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * pageRows,
    PageDown: columns * pageRows,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  const to = from + step;
  const last = count - 1;
  // A row up from the first one and a row down from the last one stay where they are.
  if (key === 'ArrowUp' && to < 0) return from;
  if (key === 'ArrowDown' && to > last)
    return Math.floor(last / columns) > Math.floor(from / columns) ? last : from;
  return Math.max(0, Math.min(last, to));
}
