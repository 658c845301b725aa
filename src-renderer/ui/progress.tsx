import { cx } from '../lib/classes.ts';
import type { Tone } from '../texts/words.ts';
import { toneFill } from './badge.tsx';

/** A thin line. `part` from 0 to 1; null where nobody knows how far it is. */
export function ProgressLine({ part, tone, label }: { part: number | null; tone: Tone; label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={part === null ? undefined : Math.round(part * 100)}
      className="h-0.5 w-full overflow-hidden bg-pressed"
    >
      <div
        className={cx(
          'h-full origin-left',
          toneFill[tone],
          part === null && 'animate-[wait_1.6s_ease-in-out_infinite]',
        )}
        style={{ transform: `scaleX(${part ?? 1})`, transition: 'transform 400ms linear' }}
      />
    </div>
  );
}
