import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  memo,
  type Ref,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { cx } from '../../lib/classes.ts';
import { dayStart } from '../../lib/dates.ts';
import { withoutSecondClicks } from '../../lib/second-click.ts';
import { useNow } from '../../lib/use-now.ts';
import { loadOlder, useOlder } from '../../stores/history.ts';
import { useMirror } from '../../stores/mirror.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { type Line, linesOf } from './lines.ts';
import { lineNow, moveRow } from './move-row.ts';
import { moveBy, moveTo } from './moves.ts';
import { QueueRow, type RowProps } from './row.tsx';
import { useDrag } from './use-drag.ts';

const words = say.queue;
const titlePx = 32;
const rowPx = 48;
const minuteMs = 60_000;

/** Rows that come and go together: a frame of a scroll in which none does needs no layout, and compares no row with itself. */
const block = 4;
function inBlocks(): (range: Range) => number[] {
  let last: number[] = [];
  return (range) => {
    const startIndex = range.startIndex - (range.startIndex % block);
    const endIndex = range.endIndex - (range.endIndex % block) + block - 1;
    const next = defaultRangeExtractor({ ...range, startIndex, endIndex });
    // The same array as long as it has the same rows: then the items of the list are the same, too.
    if (next[0] !== last[0] || next.length !== last.length) last = next;
    return last;
  };
}

/** The open drawer: every job by where it stands. Only the rows in sight exist, and each follows its own job. */
export function QueueList() {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useLines();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const wanted = useRef<string | null>(null);
  const rows = useMemo(() => lines.filter((line) => line.kind === 'row').map((line) => line.key), [lines]);
  const tabbed = useMemo(
    () => (focused !== null && rows.includes(focused) ? focused : rows[0]),
    [focused, rows],
  );
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    // The same functions as long as the lines are: with others, it measures every line anew.
    estimateSize: useCallback((at: number) => (lines[at]?.kind === 'title' ? titlePx : rowPx), [lines]),
    getItemKey: useCallback((at: number) => lines[at]?.key ?? at, [lines]),
    overscan: block,
    rangeExtractor: useMemo(inBlocks, []),
    useFlushSync: false,
  });

  const waiting = useMirror((mirror) => mirror.groups.waiting);
  const { drag, grip } = useDrag({
    scroller,
    waiting,
    placeOf: (id) => virtual.measurementsCache[lines.findIndex((line) => line.key === id)],
    onDrop: ({ id, to }) => void moveRow(id, moveTo(lineNow(), id, to)),
  });
  // Rows get one function that never changes, or each event of a drag would render all of them.
  const latest = useRef(grip);
  latest.current = grip;
  const steadyGrip = useCallback(
    (id: string) => ({
      onPointerDown: (event: React.PointerEvent<HTMLElement>) => latest.current(id).onPointerDown(event),
      onPointerMove: (event: React.PointerEvent<HTMLElement>) => latest.current(id).onPointerMove(event),
      onPointerUp: () => latest.current(id).onPointerUp(),
      onPointerCancel: () => latest.current(id).onPointerCancel(),
    }),
    [],
  );
  const onToggle = useCallback(
    (id: string) =>
      setOpen((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  const opened = useRef(open);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a row that was closed has its height back
  useLayoutEffect(() => {
    for (const id of opened.current) {
      const at = open.has(id) ? -1 : lines.findIndex((line) => line.key === id);
      if (at >= 0) virtual.resizeItem(at, rowPx);
    }
    opened.current = open;
  }, [open]);
  const onFocus = useCallback((id: string) => setFocused(id), []);
  const onClickCapture = useMemo(withoutSecondClicks, []);

  // A row that was moved, or one that the list had to scroll to, takes the focus where it stands now.
  useEffect(() => {
    const row =
      wanted.current && scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus();
  });

  async function moveByKey(id: string, by: -1 | 1): Promise<void> {
    const move = moveBy(lineNow(), id, by);
    setSaid(move === null ? words.cannotMove : '');
    if (move === null || !(await moveRow(id, move))) return;
    wanted.current = id;
    setSaid(by < 0 ? words.movedUp : words.movedDown);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const id = (event.target as HTMLElement).dataset.row;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    if (id === undefined || by === null) return;
    event.preventDefault();
    if (event.altKey) return void moveByKey(id, by);
    const next = rows[rows.indexOf(id) + by];
    if (next === undefined) return;
    wanted.current = next;
    setFocused(next);
    virtual.scrollToIndex(lines.findIndex((line) => line.key === next));
  }

  const mark = drag ? dropPx(drag.to) : null;
  function dropPx(to: number): number | null {
    const id = waiting[Math.min(to, waiting.length - 1)];
    const place = virtual.measurementsCache[lines.findIndex((line) => line.key === id)];
    return place ? (to >= waiting.length ? place.end : place.start) : null;
  }

  return (
    // Its ground in its own colour, so that what is scrolled is a picture of its own and only what comes in is drawn.
    <div ref={scroller} className="@container min-h-0 flex-1 overflow-y-auto bg-panel will-change-scroll">
      <ul
        aria-label={words.list}
        onKeyDown={onKeyDown}
        onClickCapture={onClickCapture}
        // While rows pass under a pointer, none of them is pointed at: each would be drawn twice more.
        className={cx('relative select-none', virtual.isScrolling && 'pointer-events-none')}
        style={{ height: virtual.getTotalSize() }}
      >
        <Lines
          items={virtual.getVirtualItems()}
          lines={lines}
          open={open}
          dragged={drag?.id}
          tabbed={tabbed}
          measure={virtual.measureElement}
          onToggle={onToggle}
          onFocus={onFocus}
          grip={steadyGrip}
        />
        {mark !== null && (
          <li
            aria-hidden
            className="pointer-events-none absolute inset-x-2 top-0 h-0.5 -translate-y-px bg-focus"
            style={{ transform: `translateY(${mark}px)` }}
          />
        )}
      </ul>
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}

type LinesProps = Pick<RowProps, 'onToggle' | 'onFocus' | 'grip'> & {
  items: readonly VirtualItem[];
  lines: readonly Line[];
  open: ReadonlySet<string>;
  dragged: string | undefined;
  tabbed: string | undefined;
  measure: Ref<HTMLLIElement>;
};

/** The lines in sight, each in its place. */
const Lines = memo(function Lines({ items, lines, open, dragged, tabbed, measure, ...row }: LinesProps) {
  return items.map((item) => {
    const line = lines[item.index];
    return line === undefined ? null : (
      <li
        key={item.key}
        // Only a row with its details open has a height of its own; measuring each that comes would lay the page out in every frame.
        ref={open.has(line.key) ? measure : undefined}
        data-index={item.index}
        className="absolute inset-x-0"
        // Not a transform: each would be a layer of its own to arrange in every frame of a scroll.
        style={{ top: item.start }}
      >
        {line.kind === 'row' ? (
          <QueueRow
            id={line.key}
            open={open.has(line.key)}
            dragged={dragged === line.key}
            tabbed={line.key === tabbed}
            {...row}
          />
        ) : (
          <Between line={line} />
        )}
      </li>
    );
  });
});

/** The list anew where a job comes or changes its group or place; not where one only goes on. */
function useLines(): Line[] {
  const groups = useMirror((mirror) => mirror.groups);
  const { more } = useOlder();
  const todayMs = dayStart(useNow(minuteMs));
  return useMemo(() => {
    const { jobs } = useMirror.getState();
    return linesOf({ groups, endedAt: (id) => jobs.get(id)?.updatedAt ?? 0, todayMs, older: more });
  }, [groups, todayMs, more]);
}

function Between({ line }: { line: Exclude<Line, { kind: 'row' }> }) {
  const { loading } = useOlder();
  if (line.kind === 'older')
    return (
      <div className="flex h-12 items-center px-4">
        <Button size="small" disabled={loading} onClick={() => void loadOlder()}>
          {words.older}
        </Button>
      </div>
    );
  return (
    <h3 className="caps flex h-8 items-end gap-2 px-4 pb-1 text-text-3">
      {words.groups[line.title]}
      <span className="figures">{line.count}</span>
    </h3>
  );
}
