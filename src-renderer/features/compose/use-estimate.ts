import { useEffect, useRef, useState } from 'react';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { fileFields, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { pause } from '../../lib/pause.ts';
import { useCredits } from '../../stores/hooks.ts';
import { useMirror } from '../../stores/mirror.ts';
import { toldInStudio } from '../../texts/errors.ts';
import { mustWord } from './form.ts';
import type { BudgetReport } from './price.ts';

export type Estimate = Awaited<ReturnType<Client['jobs']['estimate']>>;
export type Estimated = {
  estimate: Estimate | null;
  /** A field that the engine would refuse, in words. */
  wrong: { field: string; word: string } | null;
};

const debounceMs = 250;
/** The first estimate of a model has the engine ask for its list price; it is there a moment later, or it is not told. */
const pricesComeMs = [600, 2_500];
const nothing: Estimated = { estimate: null, wrong: null };

type Wish = { workflow: Workflow; params: Record<string, unknown> | null; count: number };

/**
 * What the engine says a form would cost, a moment after the last change; an answer to what the form was before is never shown for it. Without
 * `params` the form is not ready to be asked about. While the next answer is on its way, what was known stays in view as long as the files are the
 * same: the credits hang on nothing else.
 */
export function useEstimate({ workflow, params, count }: Wish): Estimated {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const { held, spent } = useCredits();
  const [got, setGot] = useState<Estimated & { of: string | null }>({ ...nothing, of: null });
  const files = fileFields(workflow).map(({ name }) => params?.[name] ?? null);
  const of = JSON.stringify([workflow.id, files]);
  const wish = params === null ? null : JSON.stringify({ workflow: workflow.id, params, count });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a job that was made or ended may be the same as this one
  useEffect(() => {
    if (wish === null || !live) return;
    const outdated = new AbortController();
    const { signal } = outdated;
    void pause(debounceMs, signal).then(async () => {
      for (const waitMs of [...pricesComeMs, null]) {
        if (signal.aborted) return;
        const answer = await asked(JSON.parse(wish), signal);
        if (signal.aborted) return;
        setGot({ ...(answer ?? nothing), of });
        if (answer === null || waitMs === null || answer.estimate?.price.source !== 'unknown') return;
        await pause(waitMs, signal);
      }
    });
    return () => outdated.abort();
  }, [wish, live, held, spent]);
  return wish !== null && got.of === of ? got : nothing;
}

type EstimateInput = Parameters<Client['jobs']['estimate']>[0];

async function asked(input: EstimateInput, signal: AbortSignal): Promise<Estimated | null> {
  try {
    return { estimate: await call((client) => client.jobs.estimate(input, { signal })), wrong: null };
  } catch (error) {
    const wrong = wrongOf(error);
    return wrong === null ? null : { estimate: null, wrong };
  }
}

/** The field that a refusal names, with why; null where it names none. */
export function wrongOf(error: unknown): { field: string; word: string } | null {
  if (!(error instanceof RushesError) || error.facts.field === undefined) return null;
  const { code, facts } = error;
  const field = error.facts.field;
  if (code === 'BAD_INPUT') return { field, word: mustWord(facts.rule ?? 'valid', facts.found) };
  if (code !== 'MEDIA_MISSING') return null;
  const { message, next } = toldInStudio(error);
  return { field, word: `${message} ${next}` };
}

/** Limits and what is used of them; asked for again with each estimate and whenever credits move. */
export function useBudget(estimate: Estimate | null): BudgetReport | null {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const { held, spent } = useCredits();
  const [report, setReport] = useState<BudgetReport | null>(null);
  const latest = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is used changes with the credits
  useEffect(() => {
    if (!live) return;
    latest.current += 1;
    const turn = latest.current;
    call((client) => client.budget.get()).then(
      (next) => turn === latest.current && setReport(next),
      () => undefined,
    );
  }, [live, held, spent, estimate]);
  return report;
}
