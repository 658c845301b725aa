import * as z from 'zod/mini';

/** The waveform of a sound as the engine keeps it: the loudest sample, 0 to 1, of each of equal pieces of its time. */
const stored = z.object({
  version: z.literal(1),
  durationS: z.number(),
  peaks: z.array(z.number()).check(z.minLength(1), z.maxLength(20_000)),
});
export type Peaks = z.infer<typeof stored>;

/** Null where the text is not such a waveform: a player works without one. */
export function readPeaks(text: string): Peaks | null {
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A quiet voice fills the height too; what is as good as silent is not blown up. */
const leastScale = 0.08;

/** So many heights from 0 to 1: the loudest of what each stands for, scaled so that the loudest of all is 1. */
export function columnsOf(peaks: readonly number[], count: number): number[] {
  const loudest = peaks.reduce((most, peak) => Math.max(most, peak), leastScale);
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const from = Math.floor((i * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * peaks.length) / count));
    let most = 0;
    for (let at = from; at < to; at++) most = Math.max(most, peaks[at] ?? 0);
    return most / loudest;
  });
}
