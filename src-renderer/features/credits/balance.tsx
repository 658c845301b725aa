import { cx } from '../../lib/classes.ts';
import { useCredits } from '../../stores/hooks.ts';
import { say } from '../../texts/say.ts';
import { amount, dollars } from '../../texts/words.ts';
import { Hint } from '../../ui/hint.tsx';
import { useSpend } from './store.ts';

const words = say.credits;
const parts = ['available', 'held', 'spent', 'granted'] as const;

const big = 'figures text-huge whitespace-nowrap max-md:text-big';

/** How much there is, in large figures that hold their places. */
export function Balance() {
  const credits = useCredits();
  const usd = useSpend((spend) => spend.budgets?.used.usdMonth ?? null);
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-3 max-md:gap-x-6">
      {parts.map((part) => (
        <div key={part} className="flex min-w-20 flex-col">
          <dt className="caps text-text-3">{words.balance[part]}</dt>
          <dd
            className={cx(
              big,
              part === 'available' && 'font-semibold',
              part === 'held' && credits.held > 0 ? 'text-held' : part !== 'available' && 'text-text-2',
            )}
          >
            {amount(credits[part])}
            <span className="pl-1.5 text-base text-text-3">{words.balance.unit}</span>
          </dd>
        </div>
      ))}
      <div className="flex min-w-20 flex-col">
        <dt className="caps text-text-3">{words.month}</dt>
        <dd className={cx(big, 'text-text-2')}>
          <Hint text={credits.demo ? words.monthDemo : words.monthHint}>
            <button type="button" className="rounded-[4px]">
              {usd === null ? '–' : dollars(usd)}
            </button>
          </Hint>
        </dd>
      </div>
    </dl>
  );
}
