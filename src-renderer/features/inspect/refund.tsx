import { useState } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { call } from '../../api/connect.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';
import { creditsWord } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/input.tsx';

const words = say.inspect.refund;

/** Gives back what a job has charged; the note stands in the ledger. */
export function RefundDialog({ job, open, onClose }: { job: Job; open: boolean; onClose(): void }) {
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const credits = creditsWord(job.hold.captured - job.hold.refunded);
  async function refund(): Promise<void> {
    const text = note.trim();
    setMissing(text === '');
    if (text === '') return;
    setBusy(true);
    const done = await attempt(() => call((client) => client.jobs.refund({ job: job.id, note: text })));
    setBusy(false);
    if (!done) return;
    notify({ text: words.done(credits), tone: 'done' });
    setNote('');
    onClose();
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={words.title}
      text={words.text(credits)}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            {say.cancel}
          </Button>
          <Button disabled={busy} onClick={() => void refund()}>
            {words.go}
          </Button>
        </>
      }
    >
      <Field label={words.note} hint={words.hint} error={missing ? words.missing : null}>
        {({ id, describedBy, invalid }) => (
          <TextArea
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            maxLength={500}
            rows={2}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
