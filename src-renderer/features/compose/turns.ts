import type { Job } from '../../../src-shared/contract/shapes.ts';

/** The turns of a conversation, as a chat takes them along. */
export type Turn = { role: 'user' | 'assistant' | 'system'; text: string };
const mostTurns = 200;

const isTurn = (one: unknown): one is Turn => {
  const { role, text } = (one ?? {}) as Partial<Turn>;
  return typeof text === 'string' && (role === 'user' || role === 'assistant' || role === 'system');
};

export const turnsOf = (value: unknown): Turn[] => (Array.isArray(value) ? value.filter(isTurn) : []);

/** What was said in a chat up to its answer; the oldest turns stay behind where there are too many. */
export function turnsAfter(job: Job, answer: string): Turn[] {
  const { history, prompt } = job.params;
  const asked: Turn[] = typeof prompt === 'string' ? [{ role: 'user', text: prompt }] : [];
  return [...turnsOf(history), ...asked, { role: 'assistant' as const, text: answer }].slice(-mostTurns);
}

/** The text that a chat has given: of its final, else of its preview. */
export function answerOf(job: Job): number | null {
  const here = job.takes.filter((take) => take.evictedAt === null && take.removedAt === null);
  const take = here.find((one) => one.stage === 'final') ?? here.find((one) => one.stage === 'preview');
  return take?.assets.find((asset) => asset.kind === 'text')?.id ?? null;
}
