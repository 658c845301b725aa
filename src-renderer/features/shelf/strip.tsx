import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { bestStage } from '../../lib/takes.ts';
import { loadOlder, useOlder } from '../../stores/history.ts';
import { useMirror } from '../../stores/mirror.ts';
import { select, toggleChosen, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { cameBefore, tileAfter } from './order.ts';
import { ShelfTile } from './tile.tsx';

const tilePx = 120;
const gapPx = 8;
const sidePx = 12;
const olderPx = 104;

/** A row of tiles of which only those in sight exist. One of them is in the order of the Tab key; arrow keys go on from it. */
export function Strip({ ids }: { ids: readonly string[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const job = useView((view) => view.job);
  const [focused, setFocused] = useState<string | null>(null);
  const tabbed = [focused, job].find((id) => id !== null && ids.includes(id)) ?? ids[0];
  const { more, loading } = useOlder();
  const virtual = useVirtualizer({
    count: ids.length,
    horizontal: true,
    getScrollElement: () => scroller.current,
    estimateSize: () => tilePx,
    getItemKey: (at) => ids[at] ?? at,
    gap: gapPx,
    paddingStart: sidePx,
    paddingEnd: more ? olderPx + sidePx : sidePx,
    scrollPaddingStart: sidePx,
    scrollPaddingEnd: sidePx,
    overscan: 4,
    useFlushSync: false,
  });
  useStanding(scroller, ids);

  // What comes onto the stage from elsewhere comes into sight here too.
  const at = job === null ? -1 : ids.indexOf(job);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tile that moves because another came stays where it is
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [job]);

  const onFocus = useCallback((id: string) => setFocused(id), []);
  function onKeyDown(event: KeyboardEvent): void {
    const id = (event.target as HTMLElement).dataset.tile;
    if (id === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key === ' ' || event.key.toLowerCase() === 'x') toggleChosen(id);
    else {
      const next = tileAfter(event.key, ids.indexOf(id), ids.length);
      const nextId = next === null ? undefined : ids[next];
      if (next === null || nextId === undefined) return;
      const nextJob = useMirror.getState().jobs.get(nextId);
      if (nextJob) select(nextId, bestStage(nextJob));
      virtual.scrollToIndex(next, { align: 'auto' });
      setFocused(nextId);
      focusSoon(scroller.current, nextId);
    }
    event.preventDefault();
  }

  return (
    <div ref={scroller} className="h-full overflow-x-auto overflow-y-hidden">
      <ul
        onKeyDown={onKeyDown}
        onWheel={(event) => {
          // A wheel that only goes up and down moves the strip along.
          if (event.deltaX === 0 && scroller.current) scroller.current.scrollLeft += event.deltaY;
        }}
        className="relative h-full min-w-full"
        style={{ width: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const id = ids[item.index];
          return id === undefined ? null : (
            <li
              key={item.key}
              aria-setsize={ids.length}
              aria-posinset={item.index + 1}
              className="absolute top-0 h-full pb-1"
              style={{ transform: `translateX(${item.start}px)`, width: tilePx }}
            >
              <ShelfTile id={id} tabbed={id === tabbed} onFocus={onFocus} />
            </li>
          );
        })}
        {more && (
          <li className="absolute top-1/2 right-3 -translate-y-1/2">
            <Button size="small" disabled={loading} onClick={() => void loadOlder()}>
              {say.shelf.older}
            </Button>
          </li>
        )}
      </ul>
    </div>
  );
}

/** The tile may not exist before the strip has moved to it. */
function focusSoon(strip: HTMLElement | null, id: string): void {
  const focus = (): boolean => {
    const tile = strip?.querySelector<HTMLElement>(`[data-tile="${id}"]`);
    tile?.focus({ preventScroll: true });
    return tile !== undefined && tile !== null;
  };
  if (!focus()) requestAnimationFrame(() => focus() || requestAnimationFrame(focus));
}

/** Tiles that come in front do not push those away that a person has scrolled to. */
function useStanding(scroller: React.RefObject<HTMLDivElement | null>, ids: readonly string[]): void {
  const before = useRef(ids);
  useLayoutEffect(() => {
    const came = cameBefore(before.current, ids);
    before.current = ids;
    const strip = scroller.current;
    if (strip && came > 0 && strip.scrollLeft > sidePx) strip.scrollLeft += came * (tilePx + gapPx);
  }, [ids, scroller]);
}
