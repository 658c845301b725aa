import { useState } from 'react';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { begin, type Starter, starters } from './starters.ts';

const words = say.firstRun;

/** The starters in one line, for an empty stage whose first steps are gone because the form has begun. */
export function Samples() {
  const [busy, setBusy] = useState(false);
  function take(starter: Starter): void {
    if (busy) return;
    setBusy(true);
    void begin(starter).finally(() => setBusy(false));
  }
  return (
    <section aria-label={words.samples} className="mt-3 flex flex-col items-center gap-1">
      <h3 className="text-small text-text-3">{words.samples}</h3>
      <ul className="flex flex-wrap justify-center">
        {starters.map((starter) => (
          <li key={starter.id}>
            <Button
              look="quiet"
              size="small"
              icon={starter.icon}
              aria-disabled={busy}
              onClick={() => take(starter)}
            >
              {words.starter[starter.id].title}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
