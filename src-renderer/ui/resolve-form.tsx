import { useId, useState } from 'react';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { say } from '../texts/say.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { TextInput } from './input.tsx';

type Decision = { kind: 'found'; requestId: string } | { kind: 'not_run' } | { kind: 'pay_again' };
const kinds = ['found', 'not_run', 'pay_again'] as const satisfies Decision['kind'][];
type Kind = (typeof kinds)[number];

const words = say.resolve;
const labels: Record<Kind, { label: string; hint: string }> = {
  found: { label: words.found, hint: words.foundHint },
  not_run: { label: words.notRun, hint: words.notRunHint },
  pay_again: { label: words.payAgain, hint: words.payAgainHint },
};

/** What a person found at the provider about a request whose answer was lost. Nothing is chosen beforehand. */
export function ResolveForm({ job, onDecide }: { job: Job; onDecide(decision: Decision): void }) {
  const name = useId();
  const [kind, setKind] = useState<Kind | null>(null);
  const [requestId, setRequestId] = useState('');
  const [missing, setMissing] = useState(false);
  const known = job.attempts.findLast((attempt) => attempt.requestId !== null)?.requestId;
  function decide(): void {
    const found = requestId.trim() || known || '';
    if (kind === 'found' && found === '') setMissing(true);
    else if (kind === 'found') onDecide({ kind, requestId: found });
    else if (kind !== null) onDecide({ kind });
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        decide();
      }}
    >
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">{words.choose}</legend>
        {kinds.map((one) => (
          <label
            key={one}
            className="flex items-start gap-2 rounded-control px-2 py-1.5 hover:bg-raised has-checked:bg-raised"
          >
            <input
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
              placeholder={known ?? ''}
              onChange={(event) => setRequestId(event.target.value)}
            />
          )}
        </Field>
      )}
      {kind !== null && (
        <Button type="submit" className="self-start">
          {words.go[kind]}
        </Button>
      )}
    </form>
  );
}
