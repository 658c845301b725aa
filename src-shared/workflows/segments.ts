/** Where a voice is cut into pieces: in pauses, as few pieces as fit, of lengths as equal as the pauses allow. Pure. */
export type Piece = { startS: number; endS: number };
type Silences = readonly (readonly [from: number, to: number])[];

export type SplitRule = {
  /** Shortest and longest piece (seconds). */
  least: number;
  most: number;
  /** Cuts outside of pauses are allowed: only the picture changes there. */
  anywhere: boolean;
};

/** Places between pauses that are offered where a cut may be anywhere (seconds). */
const gridS = 0.5;

/**
 * The pieces of a voice of `seconds`; null where no row of pauses makes pieces that short. Fewest pieces first, then the
 * least sum of squared lengths, which is the most equal split: found by dynamic programming over the pauses' middles.
 */
export function split(seconds: number, silences: Silences, rule: SplitRule): Piece[] | null {
  if (seconds <= rule.most) return [{ startS: 0, endS: seconds }];
  const cuts = silences.map(([from, to]) => (from + to) / 2).filter((at) => at > 0 && at < seconds);
  if (rule.anywhere) for (let at = gridS; at < seconds; at += gridS) cuts.push(at);
  const places = [0, ...cuts.sort((a, b) => a - b), seconds];
  type Way = { pieces: number; squares: number; from: number };
  const best: (Way | null)[] = places.map((_, i) => (i === 0 ? { pieces: 0, squares: 0, from: 0 } : null));
  for (let to = 1; to < places.length; to++) {
    for (let from = to - 1; from >= 0; from--) {
      const before = best[from];
      const length = (places[to] ?? 0) - (places[from] ?? 0);
      if (length > rule.most) break;
      if (!before || length < rule.least) continue;
      const way: Way = { pieces: before.pieces + 1, squares: before.squares + length ** 2, from };
      const known = best[to];
      if (!known || way.pieces < known.pieces || (way.pieces === known.pieces && way.squares < known.squares))
        best[to] = way;
    }
  }
  const pieces: Piece[] = [];
  for (let at = places.length - 1; at > 0; ) {
    const way = best[at];
    if (!way) return null;
    pieces.unshift({ startS: places[way.from] ?? 0, endS: places[at] ?? 0 });
    at = way.from;
  }
  return pieces;
}

/** Where a preview of at most `most` seconds ends: in the last pause before it that leaves at least half; else right there. */
export function previewEnd(seconds: number, silences: Silences, most: number): number {
  if (seconds <= most) return seconds;
  const ends = silences
    .map(([from, to]) => Math.min((from + to) / 2, from + 0.5))
    .filter((at) => at >= most / 2 && at <= most);
  return ends.at(-1) ?? most;
}
