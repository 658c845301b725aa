import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { say } from '../../texts/say.ts';
import { amount, spanWord } from '../../texts/words.ts';
import { type Credits, dollarsWord, fixedPrice, holdWord, leastPrice } from './price.ts';
import type { Estimate } from './use-estimate.ts';

type Props = { workflow: Workflow; estimate: Estimate | null; count: number };

/** What it holds, how that is divided, what the provider will bill, and how long it takes. Two lines, whatever is known. */
export function PriceLine({ workflow, estimate, count }: Props) {
  const credits = creditsOf(workflow, estimate);
  return (
    <div className="flex flex-col gap-0.5" role="status">
      <p className="figures text-base! text-text">
        {credits ? holdWord(credits, count) : say.compose.price.byVoice(amount(leastPrice(workflow) * count))}
      </p>
      <p className="figures min-h-4 text-small text-text-3">
        {[
          estimate ? dollarsWord(estimate.price, count) : null,
          say.compose.price.time(timeOf(workflow, estimate)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  );
}

/** The engine's price, else what is known without it. */
export const creditsOf = (workflow: Workflow, estimate: Estimate | null): Credits | null =>
  estimate?.price ?? fixedPrice(workflow);

/** Both stages together: learned on this machine, else as the workflow expects them. */
function timeOf({ stages }: Workflow, estimate: Estimate | null): string {
  const { preview, final } = estimate?.times ?? {};
  const [first, second] = [preview ?? usual(stages.preview), final ?? usual(stages.final)];
  const range = (one: Timed): readonly [number, number] => one.rangeS ?? [one.expectedS, one.expectedS];
  const learned = first.rangeS !== null || second.rangeS !== null;
  return spanWord(
    first.expectedS + second.expectedS,
    learned ? [range(first)[0] + range(second)[0], range(first)[1] + range(second)[1]] : null,
  );
}

type Timed = { expectedS: number; rangeS: readonly [number, number] | null };
const usual = ({ expectedSeconds }: { expectedSeconds: number }): Timed => ({
  expectedS: expectedSeconds,
  rangeS: null,
});
