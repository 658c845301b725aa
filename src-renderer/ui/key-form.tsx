import { useState } from 'react';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import type { KeyOutcome } from '../stores/key-saving.ts';
import { tryKey } from '../stores/keyring.ts';
import { notify } from '../stores/notices.ts';
import { say } from '../texts/say.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { TextInput } from './input.tsx';

const words = say.settings.keys;

type Props = { provider: ProviderId; onDone?(): void; onCancel?(): void };

/** A place for a key. It is checked with its provider and kept only when it is good; what else there is to decide is asked right here. */
export function KeyForm({ provider, onDone, onCancel }: Props) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<KeyOutcome | null>(null);
  const name = say.settings.providers[provider];

  async function save(consent: { unchecked?: boolean; memory?: boolean } = {}): Promise<void> {
    if (busy) return;
    setBusy(true);
    const found = await tryKey({ provider, text, ...consent });
    setBusy(false);
    setOutcome(found);
    if (found.kind !== 'saved') return;
    setText('');
    notify({ tone: 'done', text: words.savedKey(name) });
    onDone?.();
  }
  return (
    <form
      className="flex max-w-120 flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={words.label(name)} hint={<Where provider={provider} />} error={errorOf(outcome)}>
        {({ id, describedBy, invalid }) => (
          <span className="flex gap-2">
            <TextInput
              id={id}
              type="password"
              autoComplete="off"
              spellCheck={false}
              placeholder={words.placeholder[provider]}
              value={text}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              onChange={(event) => {
                setText(event.target.value);
                setOutcome(null);
              }}
              className="figures min-w-0 flex-1"
            />
            <Button type="submit" aria-disabled={busy} className="w-32">
              {busy ? words.checking : words.check}
            </Button>
            {onCancel && (
              <Button look="quiet" onClick={onCancel}>
                {say.cancel}
              </Button>
            )}
          </span>
        )}
      </Field>
      <Ask outcome={outcome} onConsent={(consent) => void save(consent)} />
    </form>
  );
}

/** Where the provider gives a key: its page opens in the person's browser. */
function Where({ provider }: { provider: ProviderId }) {
  const { from, page, form } = words.where[provider];
  return (
    <>
      {from}{' '}
      <a
        href={`https://${page}`}
        target="_blank"
        rel="noreferrer"
        className="text-text-2 underline decoration-line-strong underline-offset-2 hover:text-text"
      >
        {page}
      </a>
      {form}
    </>
  );
}

function errorOf(outcome: KeyOutcome | null): string | null {
  if (outcome?.kind === 'empty') return words.empty;
  if (outcome?.kind === 'refused') return words.refused(outcome.detail);
  if (outcome?.kind === 'failed') return `${outcome.message} ${outcome.next}`;
  return null;
}

type AskProps = {
  outcome: KeyOutcome | null;
  onConsent(consent: { unchecked?: boolean; memory?: boolean }): void;
};

/** What only the person can decide: a key that could not be checked, or that nothing keeps. */
function Ask({ outcome, onConsent }: AskProps) {
  if (outcome?.kind !== 'unreached' && outcome?.kind !== 'no_keychain') return null;
  const unreached = outcome.kind === 'unreached';
  const text = unreached ? words.unreached : words.noKeychain[outcome.locked ? 'locked' : 'absent'];
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 text-small">
      <p className="text-held">{text}</p>
      <Button size="small" onClick={() => onConsent(unreached ? { unchecked: true } : { memory: true })}>
        {unreached ? words.saveAnyway : words.keepInMemory}
      </Button>
    </div>
  );
}
