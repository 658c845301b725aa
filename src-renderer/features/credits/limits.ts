/** Amounts as people type them. Null: not one. `none`: empty, no limit. */
export type Typed = number | 'none' | null;

export function wholeOf(text: string): Typed {
  const plain = text.replace(/[\s,_]/g, '');
  if (plain === '') return 'none';
  const value = /^\d{1,15}$/.test(plain) ? Number(plain) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

export function usdOf(text: string): Typed {
  const plain = text.replace(/[\s$]/g, '');
  if (plain === '') return 'none';
  return /^\d{1,9}(?:\.\d{1,6})?$/.test(plain) ? Number(plain) : null;
}

/** How much of a limit is used, 0 to 1; null where there is no limit. */
export function partOf(used: number, limit: number | null): number | null {
  if (limit === null) return null;
  return limit === 0 ? 1 : Math.min(1, used / limit);
}
