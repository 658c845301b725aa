import { memo } from 'react';
import { cx } from '../../lib/classes.ts';
import { timeWord } from '../../lib/dates.ts';
import { select } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount, dollars } from '../../texts/words.ts';
import { type Entry, signOf } from './entries.ts';
import { useJobFacts } from './job-facts.ts';

export const columns =
  'grid grid-cols-[48px_80px_minmax(0,1.8fr)_80px_88px_minmax(0,1fr)] items-center gap-x-3 px-4';

type Props = { entry: Entry; index: number; top: number; height: number };

/** One movement of credits, at its place in the list. */
export const LedgerRow = memo(function LedgerRow({ entry, index, top, height }: Props) {
  const words = say.credits.ledger;
  const sign = signOf(entry.kind);
  return (
    <tr aria-rowindex={index} className={cx(columns, 'absolute inset-x-0')} style={{ top, height }}>
      <td className="figures text-text-3">{timeWord(entry.at)}</td>
      <td className={cx('truncate', entry.kind !== 'capture' && 'text-text-2')}>{words.kinds[entry.kind]}</td>
      <td className="min-w-0">
        {entry.job !== null && <JobLink id={entry.job} billed={entry.kind === 'capture'} />}
      </td>
      <td
        title={sign === '' ? words.fromHold : undefined}
        className={cx('figures text-right', sign === '' && 'text-text-2')}
      >
        {sign}
        {amount(entry.amount)}
      </td>
      <td className="figures text-right text-text-2">{amount(entry.available)}</td>
      <td className="truncate pl-3 text-text-3" title={entry.reason}>
        {entry.reason}
      </td>
    </tr>
  );
});

function JobLink({ id, billed }: { id: string; billed: boolean }) {
  const facts = useJobFacts(id);
  const { title, about, stage } = facts ?? { title: '', about: id, stage: 'preview' as const };
  const usd = billed ? (facts?.billedUsd ?? null) : null;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <button
        type="button"
        onClick={() => select(id, stage)}
        className="-mx-1.5 min-w-0 truncate rounded-[4px] px-1.5 text-left hover:bg-raised"
      >
        <span className={cx(facts === null && 'figures text-text-3')}>{title || about}</span>
        {title !== '' && about !== title && <span className="text-text-2"> · {about}</span>}
      </button>
      {usd !== null && (
        <span className="figures shrink-0 text-small text-text-3">
          {dollars(usd)}
          <span className="max-lg:sr-only"> {say.credits.ledger.billed}</span>
        </span>
      )}
    </span>
  );
}
