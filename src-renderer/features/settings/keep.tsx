import { useState } from 'react';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { dayWord } from '../../lib/dates.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';
import { amount, sizeWord, stageWord, workflowTitle } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberRow } from './number-row.tsx';
import { Row, Section, Waiting } from './section.tsx';
import { bytesOf, gigabytes, isWhole } from './sizes.ts';
import { useAnswer } from './use-answer.ts';
import { change, useValues } from './values.ts';

const words = say.settings.keep;
const takesRange = [1, 10_000_000] as const;
const shownTakes = 6;

type Report = Awaited<ReturnType<Client['assets']['evict']>>;
const dryRun = (client: Client): Promise<Report> => client.assets.evict({ dryRun: true });

/** How much of the history stays, and what goes beyond that. */
export function KeepSection() {
  const keep = useValues((state) => state.values?.keep);
  const { answer, again } = useAnswer(dryRun);
  const put = async (next: Partial<NonNullable<typeof keep>>): Promise<boolean> => {
    const kept = await change(({ keep }) => ({ keep: { ...keep, ...next } }));
    void again();
    return kept;
  };
  return (
    <Section name="keep" title={say.settings.sections.keep} text={words.text}>
      {keep ? (
        <>
          <NumberRow
            label={words.takes}
            value={keep.takes}
            wrong={(n) => (isWhole(n, takesRange) ? null : words.takesRange)}
            onChange={(takes) => put({ takes })}
          />
          <NumberRow
            label={words.bytes}
            value={gigabytes(keep.bytes)}
            wrong={(n) => (bytesOf(n) >= 1 && Number.isSafeInteger(bytesOf(n)) ? null : words.gbRange)}
            onChange={(gb) => put({ bytes: bytesOf(gb) })}
          />
        </>
      ) : (
        [words.takes, words.bytes].map((label) => (
          <Row key={label} label={label}>
            <Waiting width="w-24" />
          </Row>
        ))
      )}
      <Would report={answer} again={again} />
    </Section>
  );
}

/** What would go now, and the way to let it go now. */
function Would({ report, again }: { report: Report | null; again(): Promise<void> }) {
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const going = report?.evicted ?? [];
  // What would go is here still.
  const now = report && {
    takes: report.kept.takes + going.length,
    size: sizeWord(report.kept.bytes + report.bytes),
  };
  async function clear(): Promise<void> {
    setSure(false);
    await attempt(async () => {
      const { evicted, bytes } = await call((client) => client.assets.evict({ dryRun: false }));
      notify({ tone: 'done', text: words.cleared(evicted.length, sizeWord(bytes)) });
      await again();
    });
  }
  return (
    <>
      <Row label={words.look} hint={now && words.now(amount(now.takes), now.takes === 1, now.size)}>
        <Button
          size="small"
          aria-label={`${open ? say.close : words.show}: ${words.look}`}
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
            if (!open) void again();
          }}
        >
          {open ? say.close : words.show}
        </Button>
      </Row>
      {open && report && (
        <div role="status" className="flex flex-col gap-2 border-b py-3">
          {going.length === 0 ? (
            <p className="text-text-2">{words.nothing}</p>
          ) : (
            <>
              <p>{words.would(going.length, sizeWord(report.bytes))}</p>
              <ul className="text-small text-text-2">
                {going.slice(0, shownTakes).map(({ take, workflow, stage, at, bytes }) => (
                  <li key={take} className="flex justify-between gap-4 py-0.5">
                    <span>
                      {workflowTitle(workflow)} · {stageWord[stage]}
                    </span>
                    <span className="figures">
                      {dayWord(at, Date.now())} · {sizeWord(bytes)}
                    </span>
                  </li>
                ))}
                {going.length > shownTakes && (
                  <li className="py-0.5">{words.more(going.length - shownTakes)}</li>
                )}
              </ul>
              <Button size="small" look="danger" className="self-start" onClick={() => setSure(true)}>
                {words.clear(going.length)}
              </Button>
            </>
          )}
        </div>
      )}
      <Dialog
        open={sure}
        onClose={() => setSure(false)}
        title={words.clearTitle}
        text={words.clearText}
        actions={
          <>
            <Button look="quiet" onClick={() => setSure(false)}>
              {say.cancel}
            </Button>
            <Button look="danger" onClick={() => void clear()}>
              {words.clear(going.length)}
            </Button>
          </>
        }
      />
    </>
  );
}
