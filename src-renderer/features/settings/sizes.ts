export const gigabytes = (bytes: number): number => Number((bytes / 1e9).toFixed(2));
export const bytesOf = (gb: number): number => Math.round(gb * 1e9);

export const isWhole = (n: number, [from, to]: readonly [number, number]): boolean =>
  Number.isInteger(n) && n >= from && n <= to;
