import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleAlert, Coins, Download, SearchX } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { entryKinds } from '../../../src-shared/domain/ledger.ts';
import { cx } from '../../lib/classes.ts';
import { dayKey, dayWord } from '../../lib/dates.ts';
import { toComposer } from '../../stores/to-composer.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Select } from '../../ui/select.tsx';
import { byDay } from './entries.ts';
import { columns, LedgerRow } from './ledger-row.tsx';
import { periods } from './period.ts';
import { exportCsv, isFiltered, loadMore, noFilter, refresh, setFilter, useSpend } from './store.ts';

const words = say.credits.ledger;
const everyKind = '';
/** The kinds that a profile without a team has. */
const kindsHere = entryKinds.slice(0, 5);
const kindChoices = [
  { value: everyKind, label: words.allKinds },
  ...kindsHere.map((kind) => ({ value: kind, label: words.kinds[kind] })),
];
const periodChoices = periods.map((period) => ({ value: period, label: words.periods[period] }));

/** Every credit that moved, newest first. */
export function Ledger() {
  return (
    <section aria-label={words.title} className="flex min-h-0 flex-1 flex-col max-md:min-h-100">
      <LedgerHead />
      <Body />
    </section>
  );
}

function LedgerHead() {
  const { kind, period } = useSpend((spend) => spend.filter);
  const empty = useSpend((spend) => spend.entries.length === 0);
  const [exporting, setExporting] = useState(false);
  async function save(): Promise<void> {
    setExporting(true);
    await exportCsv(Date.now());
    setExporting(false);
  }
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 pr-2 pl-4">
      <h2 className="text-title font-semibold">{words.title}</h2>
      <Select
        look="quiet"
        label={words.kind}
        value={kind ?? everyKind}
        choices={kindChoices}
        onChange={(value) => setFilter({ kind: kindsHere.find((one) => one === value) ?? null })}
      />
      <Select
        look="quiet"
        label={words.period}
        value={period}
        choices={periodChoices}
        onChange={(value) => setFilter({ period: periods.find((one) => one === value) ?? 'all' })}
      />
      <Button
        look="quiet"
        icon={Download}
        disabled={exporting || empty}
        aria-busy={exporting}
        onClick={() => void save()}
        className="ml-auto"
      >
        {words.csv}
      </Button>
    </div>
  );
}

function Body() {
  const known = useSpend((spend) => spend.known);
  const empty = useSpend((spend) => spend.entries.length === 0);
  const failed = useSpend((spend) => spend.failed);
  const filtered = useSpend((spend) => isFiltered(spend.filter));
  if (failed !== null && !known)
    return (
      <Empty icon={CircleAlert} title={words.failed} text={failed}>
        <Button onClick={() => void refresh()}>{words.again}</Button>
      </Empty>
    );
  if (known && empty && filtered)
    return (
      <Empty icon={SearchX} {...words.noMatch}>
        <Button onClick={() => setFilter(noFilter)}>{words.clearFilters}</Button>
      </Empty>
    );
  if (known && empty)
    return (
      <Empty icon={Coins} title={words.empty.title} text={words.empty.text}>
        <Button onClick={toComposer}>{words.empty.step}</Button>
      </Empty>
    );
  return <Table />;
}

const rowPx = 32;
const dayPx = 36;
/** Rows from the end at which the next page is asked for. */
const aheadRows = 20;

function Table() {
  const scroller = useRef<HTMLDivElement>(null);
  const entries = useSpend((spend) => spend.entries);
  const next = useSpend((spend) => spend.next);
  const rows = useMemo(() => byDay(entries), [entries]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.is === 'day' ? dayPx : rowPx),
    getItemKey: (index) => {
      const row = rows[index];
      return row?.is === 'entry' ? row.entry.id : `day-${row ? dayKey(row.at) : index}`;
    },
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last + aheadRows >= rows.length) void loadMore();
  }, [last, rows.length]);
  return (
    <section
      ref={scroller}
      aria-label={words.rows}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
    >
      <table aria-label={words.title} aria-rowcount={next === null ? rows.length + 1 : -1} className="block">
        <thead className="sticky top-0 z-10 block border-b bg-window">
          <tr className={cx(columns, 'caps h-7 text-left text-text-3 [&>th]:font-[inherit]')}>
            <th>{words.columns.time}</th>
            <th>{words.columns.kind}</th>
            <th>{words.columns.job}</th>
            <th className="text-right">{words.columns.amount}</th>
            <th className="text-right">{words.columns.available}</th>
            <th className="pl-3">{words.columns.reason}</th>
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, key, start, size }) => {
            const row = rows[index];
            if (!row) return null;
            const place = { top: start, height: size };
            if (row.is === 'entry')
              return <LedgerRow key={key} entry={row.entry} index={index + 2} top={start} height={size} />;
            return (
              <tr key={key} aria-rowindex={index + 2} className="absolute inset-x-0 flex" style={place}>
                <td colSpan={6} className="self-end px-4 pb-1 text-small font-medium">
                  {dayName(row.at)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const dayMs = 86_400_000;

function dayName(at: number): string {
  const now = Date.now();
  if (dayKey(at) === dayKey(now)) return words.today;
  return dayKey(at) === dayKey(now - dayMs) ? words.yesterday : dayWord(at, now);
}
