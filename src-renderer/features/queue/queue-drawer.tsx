import { ChevronDown, ChevronUp, ListVideo, Pause, Play } from 'lucide-react';
import { useId } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useKeys } from '../../lib/use-keys.ts';
import { pauseQueue, resumeQueue } from '../../stores/actions.ts';
import { useMirror } from '../../stores/mirror.ts';
import { toComposer } from '../../stores/to-composer.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount, spanWord } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Hint } from '../../ui/hint.tsx';
import { QueueList } from './list.tsx';
import { summaryOf } from './summary.ts';
import { useAsks } from './use-asks.ts';

const words = say.queue;
const toggle = (): void => useView.setState(({ queueOpen }) => ({ queueOpen: !queueOpen }));

/** Along the lower edge: one line, or every job by where it stands. */
export function QueueDrawer() {
  const open = useView((view) => view.queueOpen);
  const empty = useMirror((mirror) => mirror.newest.length === 0);
  const asks = useAsks();
  const id = useId();
  useKeys({ q: toggle });
  return (
    <section aria-label={say.shell.regions.queue} className="flex shrink-0 flex-col border-t bg-panel">
      <div className="flex h-8 shrink-0 items-center gap-2 pr-2">
        <Hint text={open ? words.close : words.open} keys="q" side="top">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={toggle}
            className="flex h-full min-w-0 flex-1 items-center gap-2 px-4 text-left -outline-offset-2 hover:bg-raised/50"
          >
            {open ? (
              <ChevronDown size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-text-3" />
            ) : (
              <ChevronUp size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-text-3" />
            )}
            <SummaryLine asks={asks} />
          </button>
        </Hint>
        <PauseButton />
      </div>
      <div id={id} hidden={!open}>
        {open && (
          <div className="appear flex h-62 flex-col border-t">
            <PausedLine asks={asks} />
            {empty ? <Nothing /> : <QueueList />}
          </div>
        )}
      </div>
    </section>
  );
}

const Nothing = () => (
  <Empty icon={ListVideo} title={words.empty.title} text={words.empty.text}>
    <Button size="small" onClick={toComposer}>
      {words.empty.step}
    </Button>
  </Empty>
);

function SummaryLine({ asks }: { asks: boolean }) {
  const { running, waiting, held, credits, seconds } = useMirror(useShallow(summaryOf));
  const paused = useMirror((mirror) => mirror.paused);
  const parts = [
    running > 0 ? words.running(running) : null,
    waiting > 0 ? words.waiting(waiting) : null,
    seconds > 0 && !paused ? roundly(seconds) : null,
    credits > 0 ? words.holds(amount(credits)) : null,
  ].filter((part) => part !== null);
  return (
    <span className="flex min-w-0 items-center gap-2 text-small whitespace-nowrap">
      {paused && <span className="text-held">{words.paused}</span>}
      <span className="truncate text-text-2 tabular-nums">
        {asks && waiting > 0 ? words.asks(waiting) : parts.length > 0 ? parts.join(' · ') : words.idle}
      </span>
      {held > 0 && <span className="text-held">{words.needYou(held)}</span>}
    </span>
  );
}

/** A span that is only roughly known is said roughly: tens of seconds, then minutes. */
const roundly = (seconds: number): string =>
  spanWord(seconds < 90 ? Math.max(10, Math.round(seconds / 10) * 10) : seconds, null);

function PauseButton() {
  const paused = useMirror((mirror) => mirror.paused);
  if (paused)
    return (
      <Button size="small" icon={Play} className="h-6" onClick={() => void resumeQueue()}>
        {words.resume}
      </Button>
    );
  return (
    <Hint text={words.pauseHint} side="top">
      <Button size="small" look="quiet" icon={Pause} className="h-6" onClick={() => void pauseQueue()}>
        {words.pause}
      </Button>
    </Hint>
  );
}

/** Why nothing is sent, and the way on. */
function PausedLine({ asks }: { asks: boolean }) {
  const paused = useMirror((mirror) => mirror.paused);
  const waiting = useMirror((mirror) => mirror.groups.waiting.length);
  if (!paused) return null;
  return (
    <p role="status" className="flex shrink-0 items-center gap-3 border-b px-4 py-1.5 text-small text-held">
      {asks && waiting > 0 ? words.asks(waiting) : words.pausedText}
    </p>
  );
}
