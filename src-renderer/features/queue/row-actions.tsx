import { ArrowUpToLine, RotateCcw } from 'lucide-react';
import { keptByEnding, retryHold } from '../../../src-shared/contract/charges.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { approve, cancel, reject, resumeQueue, retry, runNext } from '../../stores/actions.ts';
import { usePlace } from '../../stores/hooks.ts';
import { show } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount, creditsWord } from '../../texts/words.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Hint } from '../../ui/hint.tsx';
import { isSent, mendOf } from './row-words.ts';

const words = say.queue;

type Props = {
  job: Job;
  /** Opens the row, where it is decided what became of a request. */
  onDecide(): void;
};

/** What can be done with a job of the queue now; the one that it waits for first. */
export function RowActions({ job, onDecide }: Props) {
  const { can } = job;
  const place = usePlace(job.id);
  return (
    <span className="flex shrink-0 items-center gap-1">
      <MendButton job={job} onDecide={onDecide} />
      {can.includes('reject') && <RejectButton job={job} />}
      {can.includes('next') && place !== null && place > 1 && (
        <IconButton icon={ArrowUpToLine} label={words.runNext} onClick={() => void runNext(job.id)} />
      )}
      {can.includes('retry') && (
        <Button size="small" icon={RotateCcw} onClick={() => void retry(job.id)}>
          {retryHold(job) > 0 ? words.retry(amount(retryHold(job))) : words.retryFree}
        </Button>
      )}
      {can.includes('cancel') && job.state !== 'preview_ready' && <CancelButton job={job} />}
    </span>
  );
}

function RejectButton({ job }: { job: Job }) {
  return (
    <Hint text={`${words.reject}: ${costOf(job)}`} side="top">
      <Button size="small" look="quiet" onClick={() => void reject(job.id)}>
        {words.reject}
      </Button>
    </Hint>
  );
}

function costOf(job: Job): string {
  const kept = keptByEnding(job);
  return kept > 0 ? words.cancelKeeps(creditsWord(kept)) : words.cancelFree;
}

function CancelButton({ job }: { job: Job }) {
  const cost = costOf(job);
  return (
    <Hint
      text={isSent(job) ? `${words.cancel}: ${cost}; ${words.sent}` : `${words.cancel}: ${cost}`}
      side="top"
    >
      <Button size="small" look="quiet" onClick={() => void cancel(job.id)}>
        {words.cancel}
      </Button>
    </Hint>
  );
}

function MendButton({ job, onDecide }: Props) {
  switch (mendOf(job)) {
    case 'approve':
      return (
        <Button size="small" className="tabular-nums" onClick={() => void approve([job.id])}>
          {job.price.final > 0 ? words.approve(amount(job.price.final)) : words.approveFree}
        </Button>
      );
    case 'price':
      return (
        <Button size="small" onClick={() => void approve([job.id])}>
          {words.goOn}
        </Button>
      );
    case 'decide':
      return (
        <Button size="small" onClick={onDecide}>
          {words.decide}
        </Button>
      );
    case 'settings':
      return (
        <Button size="small" onClick={() => show('settings')}>
          {words.settings}
        </Button>
      );
    case 'topped':
      return (
        <Button size="small" onClick={() => void resumeQueue()}>
          {words.topped}
        </Button>
      );
    case 'spend':
      return (
        <Button size="small" onClick={() => show('spend')}>
          {words.spend}
        </Button>
      );
    case null:
      return null;
  }
}
