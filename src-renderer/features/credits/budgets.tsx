import { cx } from '../../lib/classes.ts';
import { useEdited } from '../../lib/use-edited.ts';
import { say } from '../../texts/say.ts';
import { amount, dollars } from '../../texts/words.ts';
import { TextInput } from '../../ui/input.tsx';
import { partOf, usdOf, wholeOf } from './limits.ts';
import { type Budgets as Report, setBudget, useSpend } from './store.ts';

const words = say.credits.budgets;

type Name = keyof Report['limits'];
type Limit = { name: Name; unit: 'credits' | 'dollars'; used: keyof Report['used'] | null };
const periods = [
  {
    period: 'job',
    limits: [
      { name: 'job', unit: 'credits', used: null },
      { name: 'usdJob', unit: 'dollars', used: null },
    ],
  },
  {
    period: 'day',
    limits: [
      { name: 'day', unit: 'credits', used: 'day' },
      { name: 'usdDay', unit: 'dollars', used: 'usdDay' },
    ],
  },
  {
    period: 'month',
    limits: [
      { name: 'month', unit: 'credits', used: 'month' },
      { name: 'usdMonth', unit: 'dollars', used: 'usdMonth' },
    ],
  },
] as const satisfies readonly { period: string; limits: readonly Limit[] }[];

/** How much may go per job, day and month; what is over a limit is stopped by the engine. */
export function Budgets() {
  const report = useSpend((spend) => spend.budgets);
  return (
    <section aria-label={words.title} className="flex flex-col gap-3 p-4">
      <div>
        <h2 className="text-title font-semibold">{words.title}</h2>
        <p className="text-small text-text-3">{words.text}</p>
      </div>
      <div className="grid grid-cols-[72px_1fr_1fr] gap-x-3 gap-y-4">
        <span />
        <span className="caps text-text-3">{words.credits}</span>
        <span className="caps text-text-3">{words.dollars}</span>
        {periods.map(({ period, limits }) => (
          <div key={period} className="col-span-3 grid grid-cols-subgrid items-start">
            <span className="pt-1.5 text-text-2">{words.periods[period]}</span>
            {limits.map((limit) => (
              <LimitField key={limit.name} {...limit} period={words.periods[period]} report={report} />
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}

type FieldProps = Limit & { period: string; report: Report | null };

/** A limit that is edited where it stands. */
function LimitField({ name, unit, used, period, report }: FieldProps) {
  const limit = report?.limits[name] ?? null;
  const asText = limit === null ? '' : unit === 'credits' ? amount(limit) : String(limit);
  const { error, input } = useEdited<number | null>({
    shown: asText,
    read(typed) {
      const found = unit === 'credits' ? wholeOf(typed) : usdOf(typed);
      if (found === null) return { wrong: unit === 'credits' ? words.creditsRule : words.dollarsRule };
      return { value: found === 'none' ? null : found };
    },
    keep: (wanted) => setBudget({ [name]: wanted }),
  });
  const noteId = `budget-${name}`;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <TextInput
        aria-label={words.label(period, words[unit])}
        aria-describedby={noteId}
        inputMode={unit === 'credits' ? 'numeric' : 'decimal'}
        placeholder={words.noLimit}
        disabled={report === null}
        className="figures"
        {...input}
      />
      <div id={noteId} className="flex flex-col gap-1">
        {error !== null ? (
          <p role="alert" className="text-small text-failed">
            {error}
          </p>
        ) : (
          used &&
          report && (
            <Used
              unit={unit}
              used={report.used[used]}
              limit={limit}
              label={words.usedOf(period, words[unit])}
            />
          )
        )}
      </div>
    </div>
  );
}

type UsedProps = { unit: Limit['unit']; used: number; limit: number | null; label: string };

function Used({ unit, used, limit, label }: UsedProps) {
  const part = partOf(used, limit);
  const said = words.used(unit === 'credits' ? amount(used) : dollars(used));
  return (
    <>
      {part === null ? (
        <div className="h-0.5" />
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a hairline, which the browser's own meter cannot be
        <div
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(part * 100)}
          aria-valuetext={said}
          className="h-0.5 bg-pressed"
        >
          <div
            className={cx('h-full origin-left', part >= 1 ? 'bg-held' : 'bg-text-3')}
            style={{ transform: `scaleX(${part})` }}
          />
        </div>
      )}
      <p className={cx('figures text-small', part === 1 ? 'text-held' : 'text-text-3')}>{said}</p>
    </>
  );
}
