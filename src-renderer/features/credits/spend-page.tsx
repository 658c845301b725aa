import { useEffect } from 'react';
import { followMirror } from '../../stores/follow-mirror.ts';
import { say } from '../../texts/say.ts';
import { Balance } from './balance.tsx';
import { Budgets } from './budgets.tsx';
import { Grant } from './grant.tsx';
import { Holds } from './holds.tsx';
import { Ledger } from './ledger.tsx';
import { refresh } from './store.ts';

/** Credits that move are in the ledger so much (ms) later at most. */
const refreshMs = 300;

/** Where the credits are, where they went, and how many may go. */
export function SpendPage() {
  useEffect(() => {
    const gone = new AbortController();
    const pick = (mirror: { connection: string; credits: object }): object | null =>
      mirror.connection === 'live' ? mirror.credits : null;
    void followMirror({ pick, look: () => void refresh(), everyMs: refreshMs }, gone.signal);
    return () => gone.abort();
  }, []);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 items-start justify-between gap-4 border-b px-4 py-4">
        <h1 className="sr-only">{say.credits.title}</h1>
        <Balance />
        <Grant />
      </header>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <Ledger />
        <div className="flex w-80 shrink-0 flex-col divide-y overflow-y-auto border-l bg-panel max-md:order-first max-md:w-full max-md:overflow-visible max-md:border-b max-md:border-l-0">
          <Holds />
          <Budgets />
        </div>
      </div>
    </div>
  );
}
