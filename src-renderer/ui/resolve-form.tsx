import { useEffect, useId, useRef, useState } from 'react';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { resolvable } from '../../src-shared/domain/attempt.ts';
import { type Decision, resolve } from '../stores/actions.ts';
import { say } from '../texts/say.ts';
import { stageWord } from '../texts/words.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { TextInput } from './input.tsx';

const kinds = ['found', 'not_run', 'pay_again'] as const satisfies Decision['kind'][];
type Kind = (typeof kinds)[number];
type Attempt = Job['attempts'][number];

const words = say.resolve;
const labels: Record<Kind, { label: string; hint: string }> = {
  found: { label: words.found, hint: words.foundHint },
  not_run: { label: words.notRun, hint: words.notRunHint },
  pay_again: { label: words.payAgain, hint: words.payAgainHint },
};

/** What a person found at the provider about a request whose answer was lost; of several, one after the other. */
export function ResolveForm({ job }: { job: Job }) {
  const open = resolvable(job, job.attempts);
  const [decided, setDecided] = useState<number | null>(null);
  if (!open) return null;
  return (
    <Question
      key={open.n}
      job={job}
      open={open}
      follows={decided !== null && decided !== open.n}
      onDecided={() => setDecided(open.n)}
    />
  );
}

type QuestionProps = {
  job: Job;
  open: Attempt;
  /** The person has just decided on another: the keyboard goes on here. */
  follows: boolean;
  onDecided(): void;
};

/** About one request. Nothing is chosen beforehand, and a word is sent once. */
function Question({ job, open, follows, onDecided }: QuestionProps) {
  const name = useId();
  const first = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<Kind | null>(null);
  const [requestId, setRequestId] = useState(open.requestId ?? '');
  const [missing, setMissing] = useState(false);
  const [sending, setSending] = useState(false);
  useEffect(() => {
    if (follows) first.current?.focus();
  }, [follows]);
  const about = aboutWord(job, open);
  async function decide(): Promise<void> {
    if (sending || kind === null) return;
    const found = requestId.trim();
    if (kind === 'found' && found === '') return setMissing(true);
    setSending(true);
    // Once it is taken the form stays as it is until the job says so: there is nothing more to decide about this one.
    if (await resolve(job.id, open.n, kind === 'found' ? { kind, requestId: found } : { kind })) onDecided();
    else setSending(false);
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void decide();
      }}
    >
      {about && (
        <p id={`${name}-about`} className="px-2 text-small text-text-2">
          {about}
        </p>
      )}
      <fieldset
        className="flex flex-col gap-1"
        disabled={sending}
        aria-describedby={about ? `${name}-about` : undefined}
      >
        <legend className="sr-only">{words.choose}</legend>
        {(open.state === 'unknown' ? kinds : (['found'] as const)).map((one, i) => (
          <label
            key={one}
            className="flex items-start gap-2 rounded-control px-2 py-1.5 hover:bg-raised has-checked:bg-raised"
          >
            <input
              ref={i === 0 ? first : undefined}
              type="radio"
              name={name}
              value={one}
              checked={kind === one}
              onChange={() => setKind(one)}
              className="mt-1 accent-focus"
            />
            <span className="flex flex-col">
              {labels[one].label}
              <span className="text-small text-text-2">{labels[one].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === 'found' && (
        <Field label={words.requestId} error={missing ? words.requestIdMissing : null}>
          {({ id, describedBy, invalid }) => (
            <TextInput
              id={id}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              className="figures"
              value={requestId}
              readOnly={sending}
              onChange={(event) => setRequestId(event.target.value)}
            />
          )}
        </Field>
      )}
      {kind !== null && (
        <Button type="submit" className="self-start" aria-disabled={sending}>
          {words.go[kind]}
        </Button>
      )}
    </form>
  );
}

/** Which of several parts is meant; nothing where the stage is one request. */
function aboutWord(job: Job, open: Attempt): string {
  const several = job.attempts.some((one) => one.stage === open.stage && one.part > 0);
  if (!several) return '';
  const others = job.attempts.filter((one) => one.state === 'unknown' && one.n !== open.n).length;
  const about = words.about(open.part + 1, stageWord[open.stage].toLowerCase());
  return others > 0 ? `${about} ${words.next(others)}` : about;
}
