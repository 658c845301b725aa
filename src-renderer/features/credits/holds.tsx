import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { bestStage } from '../../lib/takes.ts';
import { useJob } from '../../stores/hooks.ts';
import { useMirror } from '../../stores/mirror.ts';
import { select, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { aboutJob, amount, stateOf, workflowTitle } from '../../texts/words.ts';
import { toneText } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';

const words = say.credits.holds;
const mostShown = 20;

/** Jobs whose credits are held until they end. */
export function Holds() {
  const holding = useMirror(
    useShallow(({ groups, jobs }) =>
      [...groups.running, ...groups.held, ...groups.waiting].filter(
        (id) => (jobs.get(id)?.hold.held ?? 0) > 0,
      ),
    ),
  );
  return (
    <section aria-label={words.title} className="flex flex-col gap-2 p-4">
      <h2 className="text-title font-semibold">{words.title}</h2>
      {holding.length === 0 && (
        <p className="text-text-2">
          {words.none} <span className="text-text-3">{words.noneText}</span>
        </p>
      )}
      <ul className="-mx-2 flex flex-col">
        {holding.slice(0, mostShown).map((id) => (
          <li key={id}>
            <Hold id={id} />
          </li>
        ))}
      </ul>
      {holding.length > mostShown && (
        <Button size="small" onClick={() => useView.setState({ page: 'studio', queueOpen: true })}>
          {words.more(holding.length - mostShown)}
        </Button>
      )}
    </section>
  );
}

const Hold = memo(function Hold({ id }: { id: string }) {
  const job = useJob(id);
  if (!job) return null;
  const { word, tone } = stateOf(job);
  return (
    <button
      type="button"
      onClick={() => select(id, bestStage(job))}
      className="flex w-full items-center gap-3 rounded-control px-2 py-1.5 text-left hover:bg-raised"
    >
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate">{aboutJob(job)}</span>
        <span className="flex gap-1.5 text-small text-text-3">
          {workflowTitle(job.workflow)}
          <span className={toneText[tone]}>{word}</span>
        </span>
      </span>
      <span className="figures text-held">{amount(job.hold.held)}</span>
    </button>
  );
});
