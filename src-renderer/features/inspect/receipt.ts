import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isLive } from '../../../src-shared/domain/attempt.ts';
import { isEnd, type Stage, stages } from '../../../src-shared/domain/job.ts';
import { say } from '../../texts/say.ts';
import { creditsWord, dollars } from '../../texts/words.ts';

const words = say.inspect.receipt;

export type Line = { label: string; value: string; note?: string };

/** What a job holds, has charged and has given back, in credits. */
export function creditLines({ price, hold, state }: Job): Line[] {
  if (price.total === 0) return [{ label: words.price, value: words.free }];
  const lines: Line[] = [
    {
      label: words.price,
      value: creditsWord(price.total),
      note: words.split(creditsWord(price.preview), creditsWord(price.final)),
    },
  ];
  const add = (label: string, credits: number): void => {
    if (credits > 0) lines.push({ label, value: creditsWord(credits) });
  };
  add(words.held, hold.held);
  add(words.charged, hold.captured);
  add(words.released, hold.released);
  add(words.refunded, hold.refunded);
  if (isEnd(state) && hold.captured === 0) lines.push({ label: words.charged, value: words.nothing });
  return lines;
}

type Tried = Pick<Job['attempts'][number], 'state' | 'billedUsd'>;

/** Dollars that attempts were billed: what is not told is said as that, never as 0. */
export function billedWord(attempts: readonly Tried[]): string {
  // What was refused or never left is billed by nobody.
  const sent = attempts.filter(({ state, billedUsd }) => billedUsd !== null || state === 'succeeded');
  const told = sent.filter((attempt) => attempt.billedUsd !== null);
  if (attempts.length === 0) return words.nothingYet;
  if (told.length === 0) return attempts.some((one) => isLive(one.state)) ? words.nothingYet : words.notTold;
  const sum = dollars(told.reduce((total, attempt) => total + (attempt.billedUsd ?? 0), 0));
  return told.length === sent.length ? sum : words.partly(sum);
}

/** What the provider bills and what was expected of it. */
export function dollarLines({ price, attempts }: Job): Line[] {
  const { usd, usdRange, source } = price;
  const range =
    usdRange && dollars(usdRange[0]) !== dollars(usdRange[1])
      ? `${dollars(usdRange[0])}-${dollars(usdRange[1])}`
      : dollars(usd);
  return [
    { label: words.billed, value: billedWord(attempts) },
    usd === null
      ? { label: words.estimate, value: words.sources.unknown }
      : { label: words.estimate, value: range, note: words.sources[source] },
  ];
}

/** What was done for one stage: by which models, for how much, and what this machine did. */
export type StageReceipt = { stage: Stage; models: string[]; billed: string; tries: number; did: string[] };

export function stageReceipts({ attempts, steps }: Job): StageReceipt[] {
  return stages.flatMap((stage) => {
    const tries = attempts.filter((attempt) => attempt.stage === stage);
    const done = steps.filter((step) => step.stage === stage);
    if (tries.length === 0 && done.length === 0) return [];
    const failed = done
      .filter((step) => step.state === 'failed')
      .map((step) => words.stepFailed(words.steps[step.name]));
    return [
      {
        stage,
        models: [...new Set(tries.map(({ model }) => model).filter((model) => model !== null))],
        billed: billedWord(tries),
        tries: tries.length,
        did: [...new Set([...done.flatMap((step) => step.did), ...failed])],
      },
    ];
  });
}
