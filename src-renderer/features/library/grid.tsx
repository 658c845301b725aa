import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { meant, removeAll, starAll } from './actions.ts';
import { moved } from './calm.ts';
import { chooseAll, chooseNone, chooseTo, setActive, toggle } from './choosing.ts';
import { gap, type Layout, layoutOf, padding, stepTo } from './layout.ts';
import { loadMore, place, showFresh, useLibrary } from './store.ts';
import { Tile } from './tile.tsx';
import { useWidth } from './use-width.ts';

/** Rows from the end at which the next page is asked for. */
const aheadRows = 6;
/** px from the top within which new takes come in by themselves. */
export const headPx = 40;

/** All takes in rows of tiles, of which only those near the view are there. One tile is in the order of Tab; arrows lead from tile to tile. */
export function Grid() {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const layout = useMemo(() => layoutOf(width), [width]);
  return (
    // As in the queue: with its ground in its own colour it is a picture of its own, of which only what comes in is drawn.
    <div
      ref={scroller}
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto bg-window will-change-scroll"
      style={{ overflowAnchor: 'none' }}
      onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
    >
      {width > 0 && <Rows layout={layout} scroller={scroller} />}
    </div>
  );
}

function onScroll(top: number): void {
  place.top = top;
  moved(top, performance.now());
  if (top < headPx && useLibrary.getState().fresh.length > 0) showFresh();
}

type RowsProps = { layout: Layout; scroller: React.RefObject<HTMLDivElement | null> };

function Rows({ layout, scroller }: RowsProps) {
  const { columns, row } = layout;
  const items = useLibrary((library) => library.items);
  const next = useLibrary((library) => library.next);
  const chosen = useLibrary((library) => library.chosen);
  const active = useLibrary((library) => library.active);
  const picked = useMemo(() => new Set(chosen), [chosen]);
  const at = useMemo(
    () => Math.max(0, active === null ? 0 : items.findIndex(({ take }) => take.id === active)),
    [items, active],
  );
  const full = Math.ceil(items.length / columns);
  const activeRow = Math.floor(at / columns);
  const virtual = useVirtualizer({
    count: full + (next === null ? 0 : 1),
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 1,
    paddingStart: padding,
    scrollPaddingStart: padding,
    scrollPaddingEnd: padding,
    initialOffset: place.top,
    // The row that the keyboard is at stays, so that the focus is never lost.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) =>
      rowsOf({ from: startIndex - overscan, to: endIndex + overscan, last: count - 1, besides: activeRow }),
  });
  const rows = virtual.getVirtualItems();
  const lastRow = rows.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: all rows are as high as the layout says
  useLayoutEffect(() => virtual.measure(), [row]);
  useEffect(() => {
    if (lastRow + aheadRows >= full) void loadMore();
  });
  const go = useFocus({
    scroller,
    active,
    toRow: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
  });
  function onKey(event: KeyboardEvent): void {
    const id = (event.target as HTMLElement).dataset.take;
    if (id === undefined || event.altKey) return;
    if (onTileKey(event, id)) {
      event.preventDefault();
      return;
    }
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? row) / row));
    const to = stepTo(event.key, at, { count: items.length, columns, pageRows });
    const item = to === null ? undefined : items[to];
    if (to === null || !item || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (event.shiftKey) chooseTo(item.take.id);
    go(item.take.id, Math.floor(to / columns));
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of tiles is no table
    <div
      role="grid"
      aria-label={say.library.grid}
      aria-multiselectable
      aria-rowcount={next === null ? full : -1}
      aria-colcount={columns}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={onKey}
    >
      {rows.map(({ index, start }) => (
        // biome-ignore lint/a11y/useSemanticElements: a grid of tiles is no table
        // biome-ignore lint/a11y/useFocusableInteractive: the tiles in it take the focus
        <div
          key={index}
          role="row"
          aria-rowindex={index + 1}
          className="absolute grid contain-[layout_style]"
          style={{
            top: start,
            height: row - gap,
            insetInline: padding,
            gap,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          }}
        >
          {index >= full ? (
            <Coming columns={columns} />
          ) : (
            items
              .slice(index * columns, (index + 1) * columns)
              .map((item, i) => (
                <Tile
                  key={item.take.id}
                  item={item}
                  column={i + 1}
                  active={index * columns + i === at}
                  chosen={picked.has(item.take.id)}
                  choosing={picked.size > 0}
                />
              ))
          )}
        </div>
      ))}
    </div>
  );
}

function rowsOf(range: { from: number; to: number; last: number; besides: number }): number[] {
  const from = Math.max(0, range.from);
  const to = Math.min(range.last, range.to);
  const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  if (range.besides > range.last) return rows;
  if (range.besides < from) return [range.besides, ...rows];
  return range.besides > to ? [...rows, range.besides] : rows;
}

/** Keys that do something to the tile that they are pressed on. Answers whether this was one. */
function onTileKey(event: KeyboardEvent, take: string): boolean {
  const mod = event.metaKey || event.ctrlKey;
  const key = event.key.toLowerCase();
  if (mod && key === 'a') chooseAll();
  else if (mod) return false;
  else if (key === ' ') toggle(take);
  else if (key === 's') void starAll(meant(take));
  else if (key === 'delete' || key === 'backspace') void removeAll(meant(take));
  else if (key === 'escape' && useLibrary.getState().chosen.length > 0) chooseNone();
  else return false;
  return true;
}

type Focusing = {
  scroller: RowsProps['scroller'];
  active: string | null;
  toRow(row: number): void;
};

/** Moves the keyboard to a tile and keeps it there: when the tile that has it goes, its follower gets it. */
function useFocus({ scroller, active, toRow }: Focusing): (take: string, row: number) => void {
  const wanted = useRef<{ take: string; row: number } | null>(null);
  const before = useRef({ active, had: false });
  useLayoutEffect(() => {
    const grid = scroller.current;
    const holder = document.activeElement;
    const had = grid?.contains(holder) ?? false;
    const lost = before.current.had && holder === document.body;
    const moved = before.current.active !== active;
    before.current = { active, had };
    if (active === null || !moved || !(had || lost || wanted.current)) return;
    const tile = grid?.querySelector<HTMLElement>(`[data-take="${active}"]`);
    if (!tile?.parentElement?.contains(holder)) tile?.focus({ preventScroll: true });
    before.current.had = true;
    if (wanted.current?.take === active) toRow(wanted.current.row);
    wanted.current = null;
  });
  return (take, row) => {
    wanted.current = { take, row };
    setActive(take);
  };
}

/** Where the next page will be. */
const Coming = ({ columns }: { columns: number }) =>
  Array.from({ length: columns }, (_, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: places have nothing else
    // biome-ignore lint/a11y/useSemanticElements: a grid of tiles is no table
    <div key={i} role="gridcell" aria-busy="true" tabIndex={-1} className="skeleton mb-11 rounded-control" />
  ));

/** Takes that came in while a person looked at older ones. */
export function Fresh() {
  const count = useLibrary((library) => library.fresh.length);
  if (count === 0) return null;
  return (
    <div className="absolute inset-x-0 top-3 z-10 flex justify-center">
      <Button
        size="small"
        className="border border-line shadow-float appear"
        onClick={() => {
          place.top = 0;
          showFresh();
          document.querySelector('[role="grid"]')?.parentElement?.scrollTo({ top: 0 });
        }}
      >
        {say.library.fresh(count)}
      </Button>
    </div>
  );
}
