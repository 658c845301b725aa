import { RotateCcw } from 'lucide-react';
import { retryHold } from '../../../src-shared/contract/charges.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd, type Stage } from '../../../src-shared/domain/job.ts';
import { etaWord } from '../../lib/eta.ts';
import { useNow } from '../../lib/use-now.ts';
import { cancel, retry } from '../../stores/actions.ts';
import { usePlace } from '../../stores/hooks.ts';
import { heardOf } from '../../stores/mirror.ts';
import { hereOf } from '../../texts/errors.ts';
import { say } from '../../texts/say.ts';
import { amount, chargeWord, stateOf, waitWord } from '../../texts/words.ts';
import { toneText } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ProgressLine } from '../../ui/progress.tsx';
import { shownOf } from './shown.ts';
import { showStage } from './tabs.tsx';

/** One line above a take that is looked at while its job goes on, or has failed: what of, and what to do. */
export function Strip({ job, stage }: { job: Job; stage: Stage }) {
  const take = job.takes.findLast((one) => one.stage === stage);
  if (!isEnd(job.state) && job.state !== 'preview_ready') return <Going job={job} />;
  if (job.state === 'failed') return <Failed job={job} />;
  if (take?.late) return <p className="border-b px-4 py-2 text-small text-text-2">{say.stage.strip.late}</p>;
  return null;
}

function Going({ job }: { job: Job }) {
  const now = useNow(1_000);
  const place = usePlace(job.id);
  const waits = job.waitingFor !== null || job.position !== null;
  const words = say.stage.working;
  const what = job.waitingFor ? waitWord[job.waitingFor] : waits ? words.waiting : words.making[job.stage];
  const { tone, word } = stateOf(job);
  return (
    <div>
      <div className="flex h-9 items-center gap-3 pr-2 pl-4 text-small">
        <span className={toneText[tone]}>{what}</span>
        <span className="figures min-w-0 flex-1 truncate text-text-2">
          {waits ? (place === null ? '' : words.position(place)) : etaWord(job, now, heardOf(job))}
        </span>
        {job.can.includes('cancel') && (
          <Button look="quiet" size="small" onClick={() => void cancel(job.id)}>
            {words.cancel}
          </Button>
        )}
      </div>
      <ProgressLine part={waits ? 0 : null} tone={tone} label={word} />
    </div>
  );
}

function Failed({ job }: { job: Job }) {
  const told = job.error ? hereOf(job.error, job.workflow) : null;
  const more = shownOf(job, 'final').kind === 'ended';
  return (
    <div className="flex min-h-9 items-center gap-3 border-b py-1 pr-2 pl-4 text-small">
      <p className="line-clamp-2 min-w-0 flex-1" title={told?.message}>
        <span className="text-failed">{say.stage.strip.failed}</span>
        <span className="text-text-2">
          {` · ${chargeWord(job)}. `}
          {told?.message}
        </span>
      </p>
      {more && (
        <Button look="quiet" size="small" onClick={() => showStage('final')}>
          {say.stage.strip.look}
        </Button>
      )}
      {job.can.includes('retry') && (
        <Button size="small" icon={RotateCcw} onClick={() => void retry(job.id)}>
          {retryHold(job) > 0 ? say.stage.ended.retry(amount(retryHold(job))) : say.stage.ended.retryFree}
        </Button>
      )}
    </div>
  );
}
