import { type ReactNode, useEffect } from 'react';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { useCredits } from '../../stores/hooks.ts';
import { select, show } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { overBudget, shortBy } from './price.ts';
import { creditsOf } from './price-line.tsx';
import { type Message, setMessage, useCompose } from './state.ts';
import { type Estimate, useBudget } from './use-estimate.ts';

type Props = {
  workflow: Workflow;
  estimate: Estimate | null;
  count: number;
  /** Labels of what is missing, and of what is wrong. */
  missing: readonly string[];
  wrong: readonly string[];
  kept: boolean;
};

/** How long (ms) it is said that a job was made. */
const saidMs = 6_000;

/** The one thing that is to be known before the button is pressed: what went wrong, what it would break, what is missing, what is here already. */
export function Note(of: Props) {
  const { workflow, estimate, count } = of;
  const message = useCompose((state) => state.message);
  useEffect(() => {
    if (message?.tone !== 'done') return;
    const timer = setTimeout(() => setMessage(null), saidMs);
    return () => clearTimeout(timer);
  }, [message]);
  const { available } = useCredits();
  const budget = useBudget(estimate);
  const total = creditsOf(workflow, estimate)?.total ?? 0;
  const wish = { credits: total, usd: estimate?.price.usd ?? null, count };
  const over = budget && overBudget(budget, wish);
  const known = knownOf({ ...of, message, short: shortBy(total, count, available), over });
  if (known) return known;
  if (message) return <Said {...message} />;
  return <Said tone="quiet" text={say.compose.preview(workflow.stages.preview.limit)} />;
}

type Known = Props & { message: Message | null; short: number; over: string | null };

/** What is to be known before the button is pressed, the gravest first; null: nothing is. */
function knownOf({ message, estimate, short, over, missing, wrong, kept }: Known): ReactNode {
  const words = say.compose;
  if (message && message.tone !== 'done') return <Said {...message}>{message.spend && <OpenSpend />}</Said>;
  // What is here already costs nothing: no credits that are missing stand before that.
  if (message === null && estimate !== null && estimate.same !== null) return <Same job={estimate.same} />;
  if (short > 0)
    return (
      <Said tone="held" text={words.short(amount(short))} next={words.shortNext}>
        <OpenSpend />
      </Said>
    );
  if (over !== null)
    return (
      <Said tone="held" text={over} next={words.budgetNext}>
        <OpenSpend />
      </Said>
    );
  if (wrong.length > 0) return <Said tone="plain" text={words.mend(wrong)} />;
  if (missing.length > 0) return <Said tone="plain" text={words.missing(missing)} />;
  return kept ? null : <Said tone="held" text={words.draft.memory} />;
}

const Same = ({ job }: { job: string }) => (
  <Said tone="plain" text={say.compose.same}>
    <Button size="small" onClick={() => select(job)}>
      {say.compose.look}
    </Button>
  </Said>
);

const OpenSpend = () => (
  <Button size="small" onClick={() => show('spend')}>
    {say.compose.openSpend}
  </Button>
);

const tones: Record<Message['tone'] | 'plain' | 'quiet', string> = {
  done: 'text-done',
  held: 'text-held',
  failed: 'text-failed',
  plain: 'text-text-2',
  quiet: 'text-text-3',
};

type SaidProps = {
  tone: keyof typeof tones;
  text: string;
  next?: string | undefined;
  children?: ReactNode;
};

const Said = ({ tone, text, next, children }: SaidProps) => (
  <div
    role={tone === 'failed' ? 'alert' : 'status'}
    className="flex min-h-8 items-center justify-between gap-2 text-small"
  >
    <p className="min-w-0">
      <span className={tones[tone]}>{text}</span>
      {next && <span className="text-text-3"> {next}</span>}
    </p>
    {children}
  </div>
);
