import { Copy } from 'lucide-react';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { copyText } from '../stores/copy.ts';
import { hereOf } from '../texts/errors.ts';
import { say } from '../texts/say.ts';
import { dollars, stageWord, type Tone } from '../texts/words.ts';
import { toneText } from './badge.tsx';
import { IconButton } from './button.tsx';

type Attempt = Job['attempts'][number];

const tones: Partial<Record<Attempt['state'], Tone>> = {
  refused: 'failed',
  failed: 'failed',
  unknown: 'checking',
  succeeded: 'done',
};

const words = say.inspect.attempts;

/** Every try at a provider, the newest first: what became of it, its request id and what it was billed. */
export function Attempts({ job }: { job: Job }) {
  if (job.attempts.length === 0) return <p className="text-small text-text-2">{words.none}</p>;
  const several = job.attempts.some((attempt) => attempt.part > 0);
  return (
    <ol className="flex flex-col gap-2.5">
      {job.attempts.toReversed().map((attempt) => (
        <Row key={attempt.n} workflow={job.workflow} attempt={attempt} several={several} />
      ))}
    </ol>
  );
}

function Row({ workflow, attempt, several }: { workflow: string; attempt: Attempt; several: boolean }) {
  const { n, stage, part, state, provider, model, requestId, billedUsd, lookups, error } = attempt;
  const told = error ? hereOf(error, workflow) : null;
  return (
    <li className="flex min-w-0 gap-2 text-small" aria-label={words.n(n)}>
      <span className="figures w-4 shrink-0 text-right text-text-3">{n}</span>
      <div className="flex min-w-0 flex-1 flex-col">
        <p>
          {stageWord[stage]}
          {several && ` · ${words.part(part + 1)}`}
          <span className={toneText[tones[state] ?? 'plain']}>{` · ${words.states[state]}`}</span>
          {lookups > 0 && <span className="text-text-2">{` · ${words.lookups(lookups)}`}</span>}
        </p>
        <p className="text-text-2 wrap-anywhere">
          {words.providers[provider]}
          {model && ` · ${model}`}
        </p>
        <p className="flex items-center gap-1 text-text-2">
          <span className="figures min-w-0 truncate select-text" title={requestId ?? undefined}>
            {requestId ?? words.noRequest}
          </span>
          {requestId !== null && (
            <IconButton
              icon={Copy}
              label={words.copyRequest(n)}
              className="-my-1 size-6 [&>svg]:size-3.5"
              onClick={() => void copyText(requestId)}
            />
          )}
          <span className="flex-1" />
          {billedUsd !== null && (
            <span className="whitespace-nowrap">
              {words.billed} <span className="figures">{dollars(billedUsd)}</span>
            </span>
          )}
        </p>
        {told && (
          <p className="text-text-2">
            <span className="text-failed">{told.message}</span> {told.next}
          </p>
        )}
      </div>
    </li>
  );
}
