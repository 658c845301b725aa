/** What every figure is made of: rounds that alternate between two sides, medians, and the one line that is printed. */

export type Line = { figure: string; value: number; goal: string; ok: boolean; runs: number[] };

/** One row of the table: gives its lines as they come; throws where it could not measure. */
export type Figure = { name: string; run(): AsyncIterable<Line> };

type Side = () => number | Promise<number>;

const rounded = (n: number): number => Number(n.toPrecision(4));

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Nearest rank; of two middle values the mean. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) throw new Error('nothing was measured');
  if (part === 0.5 && sorted.length % 2 === 0) {
    return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
  }
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

/**
 * `ours / theirs` of each round. A round alternates between short turns of both sides, so that a slow moment of the
 * machine meets both; a round before the first one that counts warms them.
 */
export async function ratios(ours: Side, theirs: Side, turns = 1): Promise<Compared> {
  const found: Compared = { ratios: [], ours: [], theirs: [] };
  for (let round = -1; round < rounds; round++) {
    const sum = { ours: 0, theirs: 0 };
    for (let turn = 0; turn < turns; turn++) {
      const oursFirst = (round + turn) % 2 === 0;
      if (oursFirst) sum.ours += await ours();
      sum.theirs += await theirs();
      if (!oursFirst) sum.ours += await ours();
    }
    if (round < 0) continue;
    found.ratios.push(sum.ours / sum.theirs);
    found.ours.push(sum.ours / turns);
    found.theirs.push(sum.theirs / turns);
  }
  return found;
}

/** What one turn took or gave, and the ratio of each round. */
export type Compared = { ratios: number[]; ours: number[]; theirs: number[] };

const rounds = 5;

type Goal = { figure: string; runs: readonly number[]; value?: number };

export const atLeast = (goal: number, { figure, runs, value = median(runs) }: Goal): Line => ({
  figure,
  value: rounded(value),
  goal: `>= ${goal}`,
  ok: value >= goal,
  runs: runs.map(rounded),
});

export const atMost = (goal: number, { figure, runs, value = median(runs) }: Goal): Line => ({
  figure,
  value: rounded(value),
  goal: `<= ${goal}`,
  ok: value <= goal,
  runs: runs.map(rounded),
});

/** A value that no goal is set for; told because it explains another. */
export const told = (figure: string, runs: readonly number[]): Line => ({
  figure,
  value: rounded(median(runs)),
  goal: 'none',
  ok: true,
  runs: runs.map(rounded),
});

/** Milliseconds that `work` took. */
export function timed(work: () => void): number {
  const at = performance.now();
  work();
  return performance.now() - at;
}

/** Median microseconds of single calls. */
export function eachUs(times: number, call: (i: number) => void): number {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push(timed(() => call(i)) * 1_000);
  return median(found);
}
