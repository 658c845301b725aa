import { useState } from 'react';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Row, Section, Waiting } from './section.tsx';
import { useAnswer } from './use-answer.ts';

const words = say.settings.media;
const status = (client: Client) => client.media.status();

/** The part that decodes and encodes: whether it is here, and how it comes here once a person has read what it is. */
export function MediaSection() {
  const { answer, setAnswer } = useAnswer(status);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  async function install(): Promise<void> {
    setAsking(false);
    setBusy(true);
    await attempt(async () => {
      setAnswer(await call((client) => client.media.install({ consent: true })));
      notify({ tone: 'done', text: words.done });
    });
    setBusy(false);
  }
  const here = answer?.codecs && answer.from !== 'nowhere' ? answer.from : null;
  const state =
    answer && (here ? `${words.there[here]} ${words.licence(answer.part.licence)}` : words.missing);
  return (
    <Section name="media" title={say.settings.sections.media} text={words.text}>
      <Row label={answer ? words.part(answer.part) : say.loading} hint={state}>
        {answer === null ? (
          <Waiting />
        ) : answer.codecs ? (
          <Badge tone="done">{say.settings.about.ok}</Badge>
        ) : (
          <Button aria-disabled={busy} onClick={() => !busy && setAsking(true)}>
            {busy ? words.installing : words.install}
          </Button>
        )}
      </Row>
      {answer && (
        <Dialog
          open={asking}
          onClose={() => setAsking(false)}
          title={words.title}
          text={words.consent(answer.part)}
          actions={
            <>
              <Button look="quiet" onClick={() => setAsking(false)}>
                {say.cancel}
              </Button>
              <Button look="main" onClick={() => void install()}>
                {words.agree}
              </Button>
            </>
          }
        />
      )}
    </Section>
  );
}
