import type { ReactNode } from 'react';
import { Composer } from '../features/compose/composer.tsx';
import { useStrayFiles } from '../features/compose/use-incoming.ts';
import { FirstRun } from '../features/first-run/first-run.tsx';
import { Samples } from '../features/first-run/samples.tsx';
import { Inspector } from '../features/inspect/inspector.tsx';
import { QueueDrawer } from '../features/queue/queue-drawer.tsx';
import { Shelf } from '../features/shelf/shelf.tsx';
import { Stage } from '../features/stage/stage.tsx';
import { cx } from '../lib/classes.ts';
import { useNarrow } from '../lib/use-narrow.ts';
import { useFresh, useNoJobs } from '../stores/fresh.ts';
import { useJob } from '../stores/hooks.ts';
import { useView } from '../stores/view.ts';
import { say } from '../texts/say.ts';

/** One main action on the screen: beside the first steps, and beside a preview that waits for its final, the composer's steps back. */
const stepsBack = '[--accent:var(--raised)] [--accent-pressed:var(--pressed)] [--on-accent:var(--text)]';

/** Composer, stage with the shelf below it, inspector, and the queue along the lower edge. Narrow: the side panels lie over the stage. */
export function StudioPage() {
  const composerOpen = useView((view) => view.composerOpen);
  const inspectorOpen = useView((view) => view.inspectorOpen);
  const fresh = useFresh();
  const noJobs = useNoJobs();
  const narrow = useNarrow();
  useStrayFiles();
  return (
    <>
      <div className="relative flex min-h-0 flex-1">
        {composerOpen && (
          <ComposerPanel fresh={fresh}>
            <Composer />
          </ComposerPanel>
        )}
        <section
          id="stage"
          tabIndex={-1}
          aria-label={say.shell.regions.stage}
          className="flex min-h-0 min-w-0 flex-1 flex-col outline-none"
        >
          {fresh ? (
            <FirstRun />
          ) : (
            <>
              <Stage samples={noJobs && <Samples />} />
              <Shelf />
            </>
          )}
        </section>
        {inspectorOpen && !fresh && !(narrow && composerOpen) && (
          <aside
            aria-label={say.shell.regions.inspector}
            className="z-20 flex w-75 shrink-0 flex-col border-l bg-panel max-md:absolute max-md:inset-y-0 max-md:right-0 max-md:shadow-float"
          >
            <Inspector />
          </aside>
        )}
      </div>
      <QueueDrawer />
    </>
  );
}

/** Only this one looks at the job on the stage: a click on a take draws neither the composer nor the shelf anew. */
function ComposerPanel({ fresh, children }: { fresh: boolean; children: ReactNode }) {
  const decides = useJob(useView((view) => view.job))?.state === 'preview_ready';
  return (
    <section
      aria-label={say.shell.regions.composer}
      className={cx(
        'z-20 flex w-85 shrink-0 flex-col border-r bg-panel',
        (fresh || decides) && stepsBack,
        !fresh && 'max-md:absolute max-md:inset-y-0 max-md:left-0 max-md:shadow-float',
      )}
    >
      {children}
    </section>
  );
}
