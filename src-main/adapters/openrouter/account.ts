import type * as z from 'zod';
import type { BillableUnits } from '../../../src-shared/domain/billable.ts';
import type { KeyOutcome } from '../../ports/provider.ts';
import { dollars, isOk, jsonOf, wordsOf } from '../net/answer.ts';
import type { ask } from '../net/line.ts';
import { errorAnswer, generation, keyInfo, modelList } from './wire.ts';

/** What OpenRouter's free questions tell: the key, the prices, what a generation was billed. Pure. */

type Heard = Awaited<ReturnType<typeof ask>>;

export function keyOutcome(heard: Heard, key: string): KeyOutcome {
  if (heard.kind !== 'answer') return { kind: 'unreachable', detail: 'OpenRouter did not answer.' };
  const json = jsonOf(heard.text);
  const info = keyInfo.safeParse(json);
  if (isOk(heard) && info.success) return { kind: 'ok', detail: limitInWords(info.data.data) };
  const complaint = errorAnswer.safeParse(json);
  if (!complaint.success)
    return { kind: 'unreachable', detail: 'Something that is not OpenRouter answered.' };
  const said = wordsOf(complaint.data.error.message, key) ?? `status ${heard.status}`;
  return heard.status === 401 || heard.status === 403
    ? { kind: 'refused', detail: `OpenRouter does not accept the key: ${said}` }
    : { kind: 'unreachable', detail: `OpenRouter could not tell: ${said}` };
}

/** The name of a key is not said: OpenRouter puts a piece of the key into it. */
function limitInWords({
  limit,
  limit_remaining,
  usage,
  is_free_tier,
}: z.infer<typeof keyInfo>['data']): string {
  const money = (amount: number) => `$${amount.toFixed(2)}`;
  const words = ['The key works'];
  if (limit != null && limit_remaining != null)
    words.push(`${money(limit_remaining)} of its limit of ${money(limit)} remain`);
  else if (limit === null) words.push('it has no limit of its own');
  if (usage != null) words.push(`${money(usage)} used so far`);
  if (is_free_tier) words.push('the account is on the free tier');
  return `${words.join('; ')}.`;
}

export type Billing =
  | { kind: 'told'; billedUsd: number | null }
  | { kind: 'not_found' }
  | { kind: 'no_answer' };

export function billingOf(heard: Heard): Billing {
  if (heard.kind !== 'answer') return { kind: 'no_answer' };
  const json = jsonOf(heard.text);
  if (isOk(heard)) {
    const told = generation.safeParse(json);
    return told.success
      ? { kind: 'told', billedUsd: told.data.data.total_cost ?? null }
      : { kind: 'no_answer' };
  }
  return heard.status === 404 && errorAnswer.safeParse(json).success
    ? { kind: 'not_found' }
    : { kind: 'no_answer' };
}

export type Prices = ReadonlyMap<string, { input: number; output: number; request: number }>;

export function pricesOf(heard: Heard): Prices | null {
  if (heard.kind !== 'answer' || !isOk(heard)) return null;
  const list = modelList.safeParse(jsonOf(heard.text));
  if (!list.success) return null;
  const prices = list.data.data.flatMap(
    ({ id, pricing }): [string, { input: number; output: number; request: number }][] =>
      pricing
        ? [[id, { input: pricing.prompt, output: pricing.completion, request: pricing.request ?? 0 }]]
        : [],
  );
  return new Map(prices);
}

/** Of the first model that the list has: that is the one that will run. */
export function quoteOf(prices: Prices, models: readonly string[], units: BillableUnits): number | null {
  if (units.kind !== 'tokens') return null;
  const price = models.map((model) => prices.get(model)).find((one) => one !== undefined);
  return price ? dollars(price.request + units.input * price.input + units.output * price.output) : null;
}
