import { RushesError, type StoredError } from '../../../../src-shared/contract/errors.ts';
import { getAttempt } from '../../jobs/store.ts';
import type { StepOn, StepWorld } from './step.ts';

/**
 * A delivery that looked like what was asked for and cannot be decoded: its attempt did not succeed after all. Nothing is
 * sent again by that; only a person's retry asks the provider anew, where it would else fail on the same file for ever.
 */
export class Spoiled extends Error {
  readonly attempts: readonly number[];
  readonly error: StoredError;
  constructor(attempts: readonly number[], error: StoredError) {
    super(error.code);
    this.name = 'Spoiled';
    this.attempts = attempts;
    this.error = error;
  }
}

/** A delivered part as a step works on it. `file` is absolute. */
export type Source = { part: number; seconds: number | null; file: string };

const codeOf = (error: unknown): string | null => (error instanceof RushesError ? error.code : null);
const isRefusal = (error: unknown): error is RushesError => codeOf(error) === 'media_refused';

/**
 * What a refusal comes down to: the parts that are at fault, or the refusal itself where it is another file's (the voice). One
 * clip alone is at fault. Of parts that are joined each is decoded by itself, so that none is thrown away for another; so it is
 * also where the join only did not come to what it should be, because one part without a picture leaves the others theirs.
 */
export async function blame(
  world: StepWorld,
  on: StepOn,
  failed: { error: unknown; sources: readonly Source[]; joined: boolean; scratch: string },
): Promise<unknown> {
  const { error, sources, joined, scratch } = failed;
  if (!isRefusal(error) && !(joined && codeOf(error) === 'media_failed')) return error;
  let rule: string | undefined;
  const attempts = new Set<number>();
  for (const source of sources) {
    const attempt = on.attempts.get(source.part);
    if (attempt === undefined || attempts.has(attempt)) continue;
    const refusal = joined ? await refusalOf(world, on, { source, scratch }) : error;
    if (!isRefusal(refusal)) continue;
    attempts.add(attempt);
    rule = refusal.facts.rule ?? rule;
  }
  const [first] = attempts;
  if (first === undefined) return error;
  const subject = getAttempt(world.db, first).provider;
  return new Spoiled([...attempts], { code: 'result_refused', subject, rule: rule ?? 'it is damaged' });
}

/** Decodes a part whole: at one picture a second nothing can be taken over undecoded, and little is encoded. */
async function refusalOf(
  { files, media }: StepWorld,
  on: StepOn,
  { source, scratch }: { source: Source; scratch: string },
): Promise<unknown> {
  const parts = [{ from: source.file, seconds: Math.max(1, source.seconds ?? 1) }];
  try {
    await files.make(scratch, (to) => media.join({ parts, to, voice: null, frame: null, fps: 1 }, on.signal));
    await files.remove(scratch);
    return null;
  } catch (error) {
    return error;
  }
}
