import type { z } from 'zod';
import type { budgetReport, Price } from '../../../src-shared/contract/shapes.ts';
import { previewShareOf } from '../../../src-shared/domain/ledger.ts';
import { fileFields, type Inputs, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import { say } from '../../texts/say.ts';
import { amount, dollars } from '../../texts/words.ts';

/** The words of the price line. */
export type Credits = { total: number; preview: number; final: number };
export type BudgetReport = z.infer<typeof budgetReport>;

const voiceOf = (workflow: Workflow, seconds: number): Inputs =>
  Object.fromEntries(
    fileFields(workflow)
      .filter((field) => field.file.kind === 'audio')
      .map((field) => [field.name, { kind: 'audio', width: null, height: null, seconds, silences: [] }]),
  );

/** The price before there is anything to look at; null where it depends on a file. */
export function fixedPrice(workflow: Workflow): Credits | null {
  try {
    const total = workflow.credits({}, voiceOf(workflow, 1));
    if (total !== workflow.credits({}, voiceOf(workflow, 1_000))) return null;
    const preview = previewShareOf(total);
    return { total, preview, final: total - preview };
  } catch {
    return null;
  }
}

/** The least that a job of this kind costs. */
export function leastPrice(workflow: Workflow): number {
  try {
    return workflow.credits({}, voiceOf(workflow, 1));
  } catch {
    return 0;
  }
}

/** What is held for so many jobs, and how it is divided. */
export function holdWord({ total, preview, final }: Credits, count: number): string {
  if (total === 0) return say.compose.price.free;
  return say.compose.price.hold({
    total: amount(total * count),
    preview: amount(preview * count),
    final: amount(final * count),
  });
}

/** Dollars for so many jobs, with where they come from. */
export function dollarsWord({ source, usd, usdRange, runs }: Price, count: number): string {
  const words = say.compose.price;
  if (source === 'unknown' || usd === null) return words.unknown;
  if (source === 'list') return words.list(dollars(usd * count));
  const [from, to] = usdRange ?? [usd, usd];
  const [low, high] = [dollars(from * count), dollars(to * count)];
  return words.learned(low === high ? low : `${low}-${high.replace('$', '')}`, runs);
}

/** By how many credits the balance falls short; 0: it does not. */
export const shortBy = (total: number, count: number, available: number): number =>
  Math.max(0, total * count - available);

/** The first limit that these jobs would break, in words, as the engine will judge it; null: none. */
export function overBudget(
  { limits, used }: BudgetReport,
  wish: { credits: number; usd: number | null; count: number },
): string | null {
  const usd = wish.usd ?? 0;
  const rows = [
    [limits.job, 0, wish.credits, 'job', amount],
    [limits.usdJob, 0, usd, 'job', dollars],
    [limits.day, used.day, wish.credits * wish.count, 'day', amount],
    [limits.month, used.month, wish.credits * wish.count, 'month', amount],
    [limits.usdDay, used.usdDay, usd * wish.count, 'day', dollars],
    [limits.usdMonth, used.usdMonth, usd * wish.count, 'month', dollars],
  ] as const;
  for (const [limit, before, add, span, word] of rows) {
    if (limit === null || add === 0 || before + add <= limit) continue;
    return say.compose.overBudget[span](word(limit), word === amount ? ' cr' : '');
  }
  return null;
}
