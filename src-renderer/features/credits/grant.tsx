import { useRef, useState } from 'react';
import { call } from '../../api/connect.ts';
import { useCredits } from '../../stores/hooks.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { TextInput } from '../../ui/input.tsx';
import { wholeOf } from './limits.ts';

const words = say.credits.grant;
const most = 1_000_000_000;

/** Puts credits in. */
export function Grant() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="main" onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      {open && <GrantForm onClose={() => setOpen(false)} />}
    </>
  );
}

function GrantForm({ onClose }: { onClose(): void }) {
  const { demo } = useCredits();
  const [text, setText] = useState('1000');
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState(false);
  const [sending, setSending] = useState(false);
  // The same for a second try after a lost answer: it adds nothing twice.
  const key = useRef(crypto.randomUUID());
  const whole = wholeOf(text);
  const credits = whole !== null && whole !== 'none' && whole >= 1 && whole <= most ? whole : null;
  async function add(): Promise<void> {
    setWrong(credits === null);
    if (credits === null || sending) return;
    setSending(true);
    const done = await attempt(() =>
      call((client) => client.credits.grant({ amount: credits, note: note.trim(), key: key.current })),
    );
    setSending(false);
    if (!done) return;
    notify({ text: words.done(amount(credits)), tone: 'done' });
    onClose();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      text={demo ? words.demo : words.text}
      actions={
        <>
          <Button onClick={onClose}>{say.cancel}</Button>
          <Button look="main" disabled={sending} onClick={() => void add()}>
            {words.add(credits === null ? null : amount(credits))}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label={words.amount} error={wrong && credits === null ? words.amountRule : null}>
          {({ id, describedBy, invalid }) => (
            <TextInput
              id={id}
              inputMode="numeric"
              aria-describedby={describedBy}
              aria-invalid={invalid}
              className="figures"
              value={text}
              onFocus={(event) => event.currentTarget.select()}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.note} hint={words.noteHint}>
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              aria-describedby={describedBy}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
