import { Check, Star } from 'lucide-react';
import { memo } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { dragOut } from '../../api/desktop.ts';
import { cx } from '../../lib/classes.ts';
import { rendered } from '../../lib/renders.ts';
import { bestStage, mainAsset } from '../../lib/takes.ts';
import { approve } from '../../stores/actions.ts';
import { useJob } from '../../stores/hooks.ts';
import { useMirror } from '../../stores/mirror.ts';
import { select, toggleChosen, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';
import { toneFill } from '../../ui/badge.tsx';
import { ProgressLine } from '../../ui/progress.tsx';
import { Picture } from './picture.tsx';
import { type Tile, tileOf } from './tile.ts';
import { useRest } from './use-rest.ts';

type Props = {
  id: string;
  /** The one tile of the strip that the Tab key comes to. */
  tabbed: boolean;
  onFocus(id: string): void;
};

const words = say.shelf;

/** One job on the shelf. Its whole face is the button; what else it has lies over that. */
export const ShelfTile = memo(function ShelfTile({ id, tabbed, onFocus }: Props) {
  rendered(`shelf:${id}`);
  const job = useJob(id);
  const current = useView((view) => view.job === id);
  const chosen = useView((view) => view.chosen.includes(id));
  const { rests, enter, leave } = useRest();
  if (!job) return null;
  const tile = tileOf(job);
  const { about, workflow, state, take, relation } = tile;
  const tab = tabbed ? 0 : -1;
  return (
    <div
      onPointerEnter={enter}
      onPointerLeave={leave}
      className="group relative h-full w-30 overflow-hidden rounded-control bg-raised [container-type:size]"
    >
      {/* What is on the stage plays there. */}
      <Picture job={job} tile={tile} plays={rests && !current} />
      <button
        type="button"
        {...dragOut(mainAsset(take)?.id)}
        data-tile={id}
        tabIndex={tab}
        aria-label={words.tile({ workflow, about, state: state.word, relation })}
        aria-current={current || undefined}
        title={about}
        onFocus={() => onFocus(id)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) toggleChosen(id);
          else select(id, bestStage(job));
        }}
        className={cx(
          'absolute inset-0 rounded-control -outline-offset-2',
          current
            ? 'shadow-[inset_0_0_0_2px_var(--text)]'
            : chosen && 'shadow-[inset_0_0_0_2px_var(--text-2)]',
        )}
      />
      <Plate state={state} relation={relation} />
      <Choose id={id} about={about} chosen={chosen} tab={tab} />
      <Foot job={job} tile={tile} tab={tab} />
      {take?.starred && <span className="sr-only">{words.starred}</span>}
      {tile.making && <Making job={job} tile={tile} />}
    </div>
  );
});

/** The word of a tile, on black, so that it is read on any picture; below it what it cost, or how it relates to its preview. */
function Plate({ state, relation }: Pick<Tile, 'state' | 'relation'>) {
  const [word, charge] = state.word.split(' · ');
  const more = charge ?? relation;
  return (
    <span
      data-theme="dark"
      className="pointer-events-none absolute top-1 left-1 flex max-w-[calc(100%-8px)] flex-col rounded-[4px] bg-black/75 px-1.5 py-0.5 text-white"
    >
      <span className="flex items-center gap-1">
        <span className={cx('size-1.5 shrink-0 rounded-full', toneFill[state.tone])} aria-hidden />
        <span className="truncate text-[10px] leading-4 font-semibold tracking-[0.02em] uppercase">
          {word}
        </span>
      </span>
      {more && <span className="truncate text-label">{more}</span>}
    </span>
  );
}

/** A box to choose the tile with others; in sight while it is pointed at, focused or chosen. */
function Choose({ id, about, chosen, tab }: { id: string; about: string; chosen: boolean; tab: number }) {
  return (
    <label
      className={cx(
        'absolute top-7 right-0 flex size-8 items-center justify-center opacity-0 group-hover:opacity-100 focus-within:opacity-100',
        chosen && 'opacity-100',
      )}
    >
      <input
        type="checkbox"
        checked={chosen}
        tabIndex={tab}
        aria-label={words.choose(about)}
        onChange={() => toggleChosen(id)}
        className="peer size-4.5 appearance-none rounded-[5px] border border-white/70 bg-black/60 checked:border-text checked:bg-text"
      />
      <Check
        size={14}
        strokeWidth={2.5}
        aria-hidden
        className="pointer-events-none absolute text-window opacity-0 peer-checked:opacity-100"
      />
    </label>
  );
}

/** Star and length; below them, on a preview, the one button that makes its final. */
function Foot({ job, tile, tab }: { job: Job; tile: Tile; tab: number }) {
  const { take, length } = tile;
  const ready = job.state === 'preview_ready' && job.can.includes('approve');
  const { final } = job.price;
  return (
    <div className="pointer-events-none absolute inset-x-1.5 bottom-1.5 flex flex-col gap-1">
      <div className="flex items-end justify-between">
        {take?.starred ? (
          <span className="flex size-5 items-center justify-center rounded-[4px] bg-black/75 text-white">
            <Star size={12} strokeWidth={1.5} aria-hidden className="fill-current" />
          </span>
        ) : (
          <span />
        )}
        {length && (
          <span className="figures rounded-[4px] bg-black/75 px-1 text-label text-white">{length}</span>
        )}
      </div>
      {ready && (
        <button
          type="button"
          tabIndex={tab}
          onClick={() => void approve([job.id])}
          className="appear pointer-events-auto h-7 w-full truncate rounded-[4px] bg-black/80 px-1 text-label font-medium text-white tabular-nums transition-colors quick hover:bg-white hover:text-black"
        >
          {final > 0 ? words.makeFinal(amount(final)) : words.makeFinalFree}
        </button>
      )}
    </div>
  );
}

/** How far it is, on the lower edge: bytes where they are told, else that something happens. */
function Making({ job, tile }: { job: Job; tile: Tile }) {
  const told = useMirror((mirror) => mirror.sent.get(job.id));
  return (
    <span className="pointer-events-none absolute inset-x-0 bottom-0">
      <ProgressLine
        part={told && told.total > 0 ? told.sent / told.total : null}
        tone={tile.state.tone}
        label={words.progress(tile.about)}
      />
    </span>
  );
}
