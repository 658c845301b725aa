import { Check, Star } from 'lucide-react';
import { type MouseEvent, memo, type PointerEvent, useState } from 'react';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { dragOut } from '../../api/desktop.ts';
import { cx } from '../../lib/classes.ts';
import { dayKey, dayWord, timeWord } from '../../lib/dates.ts';
import { rendered } from '../../lib/renders.ts';
import { mainAsset } from '../../lib/takes.ts';
import { lengthCode } from '../../lib/time-code.ts';
import { say } from '../../texts/say.ts';
import { stageWord, workflowTitle } from '../../texts/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { open } from './actions.ts';
import { chooseTo, setActive, toggle } from './choosing.ts';
import { Picture } from './picture.tsx';
import { TileActions } from './tile-actions.tsx';
import { useLater } from './use-later.ts';

type Props = {
  item: LibraryItem;
  column: number;
  /** The keyboard is at it: it is the one tile that Tab reaches. */
  active: boolean;
  chosen: boolean;
  /** Some are chosen: a click chooses, too. */
  choosing: boolean;
};

const words = say.library.tile;
/** How long (ms) a person points at a tile before it plays. */
const lingerMs = 120;

/** A take in the library. Its actions are there for the one that is pointed at or that the keyboard is at. */
export const Tile = memo(function Tile({ item, column, active, chosen, choosing }: Props) {
  rendered(`library:${item.take.id}`);
  const [pointed, setPointed] = useState(false);
  const playing = useLater(pointed, lingerMs);
  const { take } = item;
  const point = (event: PointerEvent): void => setPointed(event.pointerType === 'mouse');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of tiles is no table
    // biome-ignore lint/a11y/useFocusableInteractive: the button in the cell takes the focus
    <div
      role="gridcell"
      aria-colindex={column}
      aria-selected={chosen}
      className="group relative min-w-0"
      onPointerEnter={point}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setActive(take.id)}
    >
      <div
        aria-hidden
        className={cx(
          'absolute inset-x-0 top-0 bottom-11 overflow-hidden rounded-control bg-panel',
          chosen && 'outline-2 -outline-offset-2 outline-focus',
        )}
      >
        <Picture item={item} playing={playing} />
      </div>
      <button
        type="button"
        {...dragOut(mainAsset(take)?.id)}
        data-take={take.id}
        tabIndex={active ? 0 : -1}
        onClick={(event) => clicked(event, { item, choosing })}
        className="absolute inset-0 flex flex-col justify-end rounded-control text-left"
      >
        <Marks item={item} />
        <Caption item={item} />
      </button>
      {(pointed || active || chosen || choosing) && <Choose take={take.id} chosen={chosen} show={choosing} />}
      {(pointed || active) && <TileActions item={item} reachable={active} />}
    </div>
  );
});

function clicked(event: MouseEvent, { item, choosing }: Pick<Props, 'item' | 'choosing'>): void {
  if (event.shiftKey) chooseTo(item.take.id);
  else if (choosing || event.metaKey || event.ctrlKey) toggle(item.take.id);
  else open(item);
}

function whenOf(at: number): string {
  const now = Date.now();
  return dayKey(at) === dayKey(now) ? timeWord(at) : dayWord(at, now);
}

function Marks({ item: { take } }: { item: LibraryItem }) {
  const { durationS } = mainAsset(take) ?? { durationS: null };
  return (
    <>
      <span className="absolute top-1.5 left-1.5 max-w-[70%]">
        <Badge tone={take.stage} onPicture>
          {take.late ? words.late : stageWord[take.stage]}
        </Badge>
      </span>
      {durationS !== null && (
        <span className="figures absolute bottom-12.5 left-1.5 rounded-[4px] bg-black/75 px-1 text-small text-white">
          {lengthCode(durationS)}
        </span>
      )}
      {take.starred && (
        <Star
          size={16}
          strokeWidth={1.5}
          role="img"
          aria-label={words.starred}
          className="absolute right-2.5 bottom-13.5 fill-white text-black/75 group-focus-within:hidden group-hover:hidden"
        />
      )}
    </>
  );
}

function Caption({ item }: { item: LibraryItem }) {
  const title = workflowTitle(item.workflow);
  return (
    <>
      <span className="w-full truncate text-small">{item.about || title}</span>
      <span className="flex w-full gap-2 pb-1 text-small text-text-3">
        <span className="min-w-0 flex-1 truncate">{title}</span>
        <span className="figures">{whenOf(item.take.createdAt)}</span>
      </span>
    </>
  );
}

/** For the pointer; the keyboard has the space bar. */
function Choose({ take, chosen, show }: { take: string; chosen: boolean; show: boolean }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={words.choose}
      aria-pressed={chosen}
      onClick={() => toggle(take)}
      className={cx(
        'absolute top-1.5 right-1.5 flex size-5 items-center justify-center rounded-[4px] border text-black',
        chosen ? 'border-white bg-white' : 'border-white/80 bg-black/75',
        !show && !chosen && 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100',
      )}
    >
      {chosen && <Check size={14} strokeWidth={2} aria-hidden />}
    </button>
  );
}
