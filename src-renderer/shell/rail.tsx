import { Clapperboard, Coins, Images, Settings2 } from 'lucide-react';
import { cx } from '../lib/classes.ts';
import { type Page, show, useView } from '../stores/view.ts';
import { say } from '../texts/say.ts';
import { Hint } from '../ui/hint.tsx';

const entries = [
  ['studio', Clapperboard],
  ['library', Images],
  ['spend', Coins],
  ['settings', Settings2],
] as const satisfies readonly (readonly [Page, unknown])[];

export function Rail() {
  const current = useView((view) => view.page);
  return (
    <nav
      aria-label={say.shell.regions.rail}
      className="flex w-12 shrink-0 flex-col items-center gap-1 border-r bg-panel py-2"
    >
      {entries.map(([page, Icon], i) => (
        <Hint key={page} text={say.shell.pages[page]} keys={`mod+${i + 1}`} side="right">
          <button
            type="button"
            aria-label={say.shell.pages[page]}
            aria-current={page === current ? 'page' : undefined}
            onClick={() => show(page)}
            className={cx(
              'flex size-9 items-center justify-center rounded-control transition-colors quick',
              page === current ? 'bg-raised text-text' : 'text-text-3 hover:bg-raised hover:text-text',
            )}
          >
            <Icon size={18} strokeWidth={1.5} aria-hidden />
          </button>
        </Hint>
      ))}
    </nav>
  );
}
