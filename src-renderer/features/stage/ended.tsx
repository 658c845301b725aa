import { Copy, Repeat2, RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { retryHold } from '../../../src-shared/contract/charges.ts';
import type { ErrorCode } from '../../../src-shared/contract/errors.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { againOf } from '../../lib/job-values.ts';
import { retry } from '../../stores/actions.ts';
import { copyText } from '../../stores/copy.ts';
import { useInComposer as compose } from '../../stores/drafts.ts';
import { hereOf } from '../../texts/errors.ts';
import { say } from '../../texts/say.ts';
import { amount, chargeWord, stateOf } from '../../texts/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ResolveForm } from '../../ui/resolve-form.tsx';
import { Ground } from './ground.tsx';
import { technicalOf } from './technical.ts';

/** What the same inputs would meet again: the step is another job. */
const remade: ReadonlySet<ErrorCode> = new Set(['input_refused', 'content_refused', 'input_missing']);

/** A job that ended without this take: the cause, the field, whether it was charged, the next step. */
export function Ended({ job }: { job: Job }) {
  const words = say.stage.ended;
  const told = job.error ? hereOf(job.error, job.workflow) : null;
  const namesField = !told?.field || told.message.includes(told.field);
  const isRemade = told !== null && remade.has(told.code);
  const { tone } = stateOf(job);
  const charge = chargeWord(job);
  const sentence =
    job.state === 'failed' && told
      ? told.message
      : words.sentence[job.state as 'failed' | 'cancelled' | 'rejected' | 'completed'];
  return (
    <Ground job={job}>
      <Badge tone={tone}>{charge}</Badge>
      <p className="max-w-120 text-title font-medium">{sentence}</p>
      {told?.field && !namesField && <p className="text-text-2">{words.field(told.field)}</p>}
      {job.state === 'failed' && told && <p className="max-w-120 text-text-2">{told.next}</p>}
      {told?.charged === null && <p className="max-w-120 text-text-2">{words.mayHaveBilled}</p>}
      <div className="mt-1 flex flex-wrap justify-center gap-2 empty:hidden">
        {isRemade && (
          <Button icon={Repeat2} onClick={() => compose(againOf(job))}>
            {say.stage.actions.rerun}
          </Button>
        )}
        {job.can.includes('retry') && (
          <Button icon={RotateCcw} look={isRemade ? 'quiet' : 'plain'} onClick={() => void retry(job.id)}>
            {retryHold(job) > 0 ? words.retry(amount(retryHold(job))) : words.retryFree}
          </Button>
        )}
      </div>
      {job.can.includes('resolve') && (
        <div className="w-full max-w-100 text-left">
          <ResolveForm job={job} />
        </div>
      )}
      <Technical key={job.id} job={job} />
    </Ground>
  );
}

/** For a report: which job, what was asked of whom, and what they answered. */
function Technical({ job }: { job: Job }) {
  const id = useId();
  const text = technicalOf(job);
  return (
    <details className="w-full max-w-120 text-left text-small">
      <summary className="mx-auto w-max rounded-control px-2 py-1 text-text-2 hover:text-text">
        {say.stage.ended.technical}
      </summary>
      <div className="mt-1 rounded-control border bg-panel">
        <pre id={id} className="figures overflow-x-auto p-3 whitespace-pre-wrap text-text-2 select-text">
          {text}
        </pre>
        <div className="flex justify-end border-t p-1">
          <Button look="quiet" size="small" icon={Copy} onClick={() => void copyText(text)}>
            {say.copy}
          </Button>
        </div>
      </div>
    </details>
  );
}
