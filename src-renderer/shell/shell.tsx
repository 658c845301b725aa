import { lazy, Suspense, useEffect } from 'react';
import { useFilesStayOut } from '../lib/dragged.ts';
import { useMirror } from '../stores/mirror.ts';
import { useView } from '../stores/view.ts';
import { say } from '../texts/say.ts';
import { HintArea } from '../ui/hint.tsx';
import { fetchAhead, untilHere, useCurrent } from './pages.ts';
import { Rail } from './rail.tsx';
import { SignedOutPage } from './signed-out.tsx';
import { TitleBar } from './title-bar.tsx';

const loadLayers = () => import('./layers.tsx').then((m) => ({ default: m.Layers }));
const Layers = lazy(() => untilHere(loadLayers, new AbortController().signal));

function useFetchedAhead(known: boolean): void {
  useEffect(() => {
    if (!known) return;
    const idle = requestIdleCallback(() => {
      fetchAhead();
      import('../features/library/store.ts').then(
        ({ loadOnce }) => loadOnce(),
        () => undefined,
      );
    });
    return () => cancelIdleCallback(idle);
  }, [known]);
}

/** The window: title bar, rail, the page, and what floats above. */
export function Shell() {
  const page = useView((view) => view.page);
  const connection = useMirror((mirror) => mirror.connection);
  const known = useMirror((mirror) => mirror.info !== null);
  useFetchedAhead(known);
  useFilesStayOut();
  const { CurrentPage, missing } = useCurrent(page);
  if (connection === 'signed_out') return <SignedOutPage />;
  return (
    <HintArea>
      {page === 'studio' && (
        <a
          href="#stage"
          className="sr-only rounded-control bg-raised px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50"
        >
          {say.shell.skip}
        </a>
      )}
      <div className="flex h-full flex-col">
        <TitleBar />
        {connection === 'lost' && (
          <p role="status" className="border-b bg-panel px-4 py-1 text-small text-held">
            {say.shell.lost}
          </p>
        )}
        <div className="flex min-h-0 flex-1">
          <Rail />
          <main className="flex min-h-0 min-w-0 flex-1 flex-col">
            {known && CurrentPage ? <CurrentPage /> : <Waiting missing={missing} />}
          </main>
        </div>
      </div>
      <Suspense fallback={null}>{known && <Layers />}</Suspense>
    </HintArea>
  );
}

const Waiting = ({ missing }: { missing: boolean }) => (
  <div className="flex flex-1 flex-col items-center justify-center gap-1" aria-busy="true">
    {missing && (
      <>
        <p role="status">{say.shell.missing}</p>
        <p className="text-small text-text-2">{say.shell.missingNext}</p>
      </>
    )}
  </div>
);
