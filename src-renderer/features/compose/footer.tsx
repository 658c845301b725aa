import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { Count } from './count.tsx';
import { GoButton } from './go-button.tsx';
import { Note } from './note.tsx';
import { PriceLine } from './price-line.tsx';
import type { Estimate } from './use-estimate.ts';

type Props = {
  workflow: Workflow;
  count: number;
  estimate: Estimate | null;
  missing: readonly string[];
  wrong: readonly string[];
  kept: boolean;
};

/** Always in view: the price, what stands in the way, and the button. */
export function Footer({ workflow, count, estimate, missing, wrong, kept }: Props) {
  return (
    <div className="flex shrink-0 flex-col gap-2 border-t px-4 py-3">
      <PriceLine workflow={workflow} estimate={estimate} count={count} />
      <Note
        workflow={workflow}
        estimate={estimate}
        count={count}
        missing={missing}
        wrong={wrong}
        kept={kept}
      />
      <div className="flex gap-2">
        <Count workflow={workflow.id} count={count} />
        <GoButton workflow={workflow} />
      </div>
    </div>
  );
}
