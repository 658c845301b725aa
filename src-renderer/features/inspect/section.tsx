import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../lib/classes.ts';

/** A part of the inspector under its name. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-2 border-t px-4 py-3">
      <div className="flex min-h-4 items-center justify-between gap-2">
        <h3 className="caps text-text-3">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

type FoldProps = { title: string; count: number; children: ReactNode };

/** A part that is looked at now and then: closed at first. */
export function Fold({ title, count, children }: FoldProps) {
  return (
    <details className="group border-t">
      <summary className="flex h-10 items-center gap-2 px-4 [&::-webkit-details-marker]:hidden">
        <h3 className="caps flex-1 text-text-3">{title}</h3>
        <span className="figures text-text-3">{count}</span>
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className="text-text-3 transition-transform quick group-open:rotate-90"
        />
      </summary>
      <div className="px-4 pb-3">{children}</div>
    </details>
  );
}

export type FactLine = { label: string; value: ReactNode; note?: ReactNode };

const isFigure = (value: ReactNode): boolean => typeof value === 'string' && /^[$~]?\d/.test(value);

/** Names at the left, amounts at the right, in one column each. */
export function Facts({ lines }: { lines: readonly FactLine[] }) {
  return (
    <dl className="flex flex-col gap-1">
      {lines.map(({ label, value, note }) => (
        <div key={label} className="grid grid-cols-[1fr_auto] items-baseline gap-x-3">
          <dt className="text-text-2">{label}</dt>
          <dd className={cx('text-right', isFigure(value) && 'figures')}>{value}</dd>
          {note && <dd className="col-span-2 text-right text-small text-text-3">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
