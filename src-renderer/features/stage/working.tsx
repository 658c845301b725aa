import { useMemo } from 'react';
import { keptByEnding } from '../../../src-shared/contract/charges.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import type { Stage, WaitReason } from '../../../src-shared/domain/job.ts';
import { etaWord } from '../../lib/eta.ts';
import { useNow } from '../../lib/use-now.ts';
import { approve, cancel, resumeQueue, runNext } from '../../stores/actions.ts';
import { usePlace } from '../../stores/hooks.ts';
import { heardOf, useMirror } from '../../stores/mirror.ts';
import { show } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { creditsWord, stateOf, waitWord } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressLine } from '../../ui/progress.tsx';
import { ResolveForm } from '../../ui/resolve-form.tsx';
import { Ground } from './ground.tsx';

/** A job whose take is not there yet: what happens, for how long, why it waits, and what a person can do. */
export function Working({ job, stage }: { job: Job; stage: Stage }) {
  const { waitingFor } = job;
  if (waitingFor === 'decision')
    return (
      <Ground job={job}>
        <p className="text-title font-medium">{say.stage.working.decide}</p>
        <p className="text-text-2">{say.stage.working.decideText}</p>
        <div className="w-full max-w-100 text-left">
          <ResolveForm job={job} />
        </div>
      </Ground>
    );
  return (
    <Ground job={job}>
      <Doing job={job} stage={stage} />
      <NextStep job={job} />
    </Ground>
  );
}

/** What happens, in words, with the thin line below it. */
function Doing({ job, stage }: { job: Job; stage: Stage }) {
  const words = say.stage.working;
  const waits = job.waitingFor !== null || job.position !== null;
  const place = usePlace(job.id);
  const { sent, total } = useMirror((mirror) => mirror.sent.get(job.id)) ?? { sent: 0, total: 0 };
  return (
    <>
      <p className="text-title font-medium">
        {job.waitingFor ? waitWord[job.waitingFor] : waits ? words.waiting : words.making[stage]}
      </p>
      <p className="figures min-h-5 text-text-2">
        {waits ? place === null ? '' : words.position(place) : <Eta job={job} />}
      </p>
      {!waits && (
        <div className="w-60 max-w-full">
          <ProgressLine
            part={total > 0 ? sent / total : null}
            tone={stateOf(job).tone}
            label={stateOf(job).word}
          />
        </div>
      )}
      {job.waitingFor && <p className="max-w-100 text-text-2">{words.next[job.waitingFor]}</p>}
    </>
  );
}

/** How long it still takes: its own clock, so that a second renders these words and nothing else. */
function Eta({ job }: { job: Job }) {
  const now = useNow(1_000);
  return etaWord(job, now, heardOf(job));
}

const mends: Partial<Record<WaitReason, { label: string; run(job: Job): void }>> = {
  paused: { label: say.stage.working.resume, run: () => void resumeQueue() },
  key: { label: say.stage.working.settings, run: () => show('settings') },
  balance: { label: say.stage.working.topped, run: () => void resumeQueue() },
  budget: { label: say.stage.working.spend, run: () => show('spend') },
};

function NextStep({ job }: { job: Job }) {
  const words = say.stage.working;
  const mend = job.waitingFor ? mends[job.waitingFor] : undefined;
  const place = usePlace(job.id);
  const can = useMemo(() => new Set(job.can), [job.can]);
  const atProvider = job.state !== 'queued' && job.position === null && job.waitingFor === null;
  return (
    <div className="flex flex-col items-center gap-2 pt-1">
      <div className="flex flex-wrap justify-center gap-2">
        {job.waitingFor === 'price' && can.has('approve') && (
          <Button look="main" onClick={() => void approve([job.id])}>
            {words.goOn}
          </Button>
        )}
        {mend && <Button onClick={() => mend.run(job)}>{mend.label}</Button>}
        {can.has('next') && place !== null && place > 1 && (
          <Button onClick={() => void runNext(job.id)}>{words.runNext}</Button>
        )}
        {can.has('cancel') && (
          <Button look="quiet" onClick={() => void cancel(job.id)}>
            {words.cancel}
          </Button>
        )}
      </div>
      {can.has('cancel') && (
        <p className="max-w-80 text-small text-text-2">
          {keptByEnding(job) > 0 ? words.cancelKeeps(creditsWord(keptByEnding(job))) : words.cancelFree}
          {atProvider && ` ${words.cancelSent}`}
        </p>
      )}
    </div>
  );
}
