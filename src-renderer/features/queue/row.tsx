import { ChevronRight, GripVertical } from 'lucide-react';
import { type ComponentProps, memo } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { cx } from '../../lib/classes.ts';
import { etaWord } from '../../lib/eta.ts';
import { rendered } from '../../lib/renders.ts';
import { bestStage } from '../../lib/takes.ts';
import { useNow } from '../../lib/use-now.ts';
import { groupOf } from '../../stores/groups.ts';
import { useJob, usePlace } from '../../stores/hooks.ts';
import { heardOf, useMirror } from '../../stores/mirror.ts';
import { select, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { aboutJob, creditsWord, stateOf, workflowTitle } from '../../texts/words.ts';
import { Attempts } from '../../ui/attempts.tsx';
import { toneText } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { ProgressLine } from '../../ui/progress.tsx';
import { ResolveForm } from '../../ui/resolve-form.tsx';
import { RowActions } from './row-actions.tsx';
import { isMaking, isSent, mendOf, rowState } from './row-words.ts';
import { Thumb } from './thumb.tsx';

const words = say.queue;
/** Characters of what was asked for that name a row. */
const mostAbout = 200;
const shortAbout = (job: Job): string => aboutJob(job).slice(0, mostAbout);

export type RowProps = {
  id: string;
  open: boolean;
  dragged: boolean;
  /** The one row that the Tab key comes to. */
  tabbed: boolean;
  onToggle(id: string): void;
  onFocus(id: string): void;
  /** What a grip listens to; it is the same function as long as nothing is dragged. */
  grip(id: string): ComponentProps<'span'>;
};

/** One job in the queue. */
export const QueueRow = memo(function QueueRow(props: RowProps) {
  rendered(`queue:${props.id}`);
  const { id, open, dragged, onToggle } = props;
  const job = useJob(id);
  if (!job) return null;
  return (
    <div className={cx('relative', dragged && 'opacity-50')}>
      <div className="flex h-12 items-center gap-3 pr-2 pl-1 hover:bg-raised/50">
        <Face job={job} {...props} />
        <Doing job={job} />
        <span className="figures w-24 shrink-0 text-right text-small whitespace-nowrap text-text-2 @max-[860px]:hidden">
          {job.hold.held > 0 ? words.held(creditsWord(job.hold.held)) : ''}
        </span>
        <span className="flex shrink-0 justify-end @min-[960px]:min-w-50">
          <RowActions job={job} onDecide={() => !open && onToggle(id)} />
        </span>
        <IconButton
          icon={ChevronRight}
          label={words.details(shortAbout(job))}
          hint={false}
          aria-expanded={open}
          onClick={() => onToggle(id)}
          className={cx('[&>svg]:transition-transform', open && '[&>svg]:rotate-90')}
        />
      </div>
      {open && <Details job={job} />}
    </div>
  );
});

/** Grip, picture, name, and where it stands: a button that brings it onto the stage. */
function Face({ job, tabbed, onFocus, grip }: { job: Job } & RowProps) {
  const current = useView((view) => view.job === job.id);
  const about = shortAbout(job);
  const workflow = workflowTitle(job.workflow);
  const { word, tone } = rowState(job, usePlace(job.id));
  const moves = job.can.includes('move') && groupOf(job) === 'waiting';
  return (
    <>
      {moves ? (
        <span
          {...grip(job.id)}
          title={words.dragHint}
          aria-hidden
          className="-mr-2 flex h-full w-5 shrink-0 cursor-grab touch-none items-center justify-center text-text-3 hover:text-text active:cursor-grabbing"
        >
          <GripVertical size={14} strokeWidth={1.5} />
        </span>
      ) : (
        <span className="-mr-2 w-5 shrink-0" />
      )}
      <button
        type="button"
        data-row={job.id}
        tabIndex={tabbed ? 0 : -1}
        aria-current={current || undefined}
        aria-keyshortcuts={moves ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
        onFocus={() => onFocus(job.id)}
        onClick={() => select(job.id, bestStage(job))}
        className="flex h-full min-w-0 flex-1 items-center gap-3 rounded-control pl-1 text-left -outline-offset-2"
      >
        <Thumb job={job} />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className={cx('truncate', current && 'font-medium')}>{about}</span>
          <span className="truncate text-small text-text-2">
            {about === workflow ? '' : `${workflow} · `}
            <span className={toneText[tone]}>{word}</span>
            {isSent(job) && <span className="text-text-3 @max-[860px]:hidden">{` · ${words.sent}`}</span>}
          </span>
        </span>
      </button>
    </>
  );
}

/** The bar and the expected time of what is being made; the place is kept, so that rows stand in columns. */
function Doing({ job }: { job: Job }) {
  const told = useMirror((mirror) => mirror.sent.get(job.id));
  const { tone, word } = stateOf(job);
  if (!isMaking(job)) return <span className="w-36 shrink-0 @max-[640px]:hidden" />;
  return (
    <span className="flex w-36 shrink-0 flex-col gap-1 @max-[640px]:absolute @max-[640px]:inset-x-0 @max-[640px]:bottom-0 @max-[640px]:w-auto">
      <span className="figures truncate text-small text-text-2 @max-[640px]:hidden">
        <Eta job={job} />
      </span>
      <ProgressLine part={told && told.total > 0 ? told.sent / told.total : null} tone={tone} label={word} />
    </span>
  );
}

/** Its own clock, so that a second renders these words and nothing else. */
function Eta({ job }: { job: Job }) {
  return etaWord(job, useNow(1_000), heardOf(job)) || '\u00a0';
}

function Details({ job }: { job: Job }) {
  return (
    <div className="flex flex-wrap gap-x-10 gap-y-4 border-t border-dashed px-14 pt-3 pb-4">
      {mendOf(job) === 'decide' && (
        <div className="w-90">
          <ResolveForm job={job} />
        </div>
      )}
      <div className="min-w-60 max-w-120 flex-1">
        <Attempts job={job} />
      </div>
    </div>
  );
}
