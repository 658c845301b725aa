import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { useMirror } from '../stores/mirror.ts';
import { type Page, useView } from '../stores/view.ts';
import { say } from '../texts/say.ts';
import { HintArea } from '../ui/hint.tsx';
import { Rail } from './rail.tsx';
import { SignedOutPage } from './signed-out.tsx';
import { TitleBar } from './title-bar.tsx';

const fetching = {
  studio: () => import('./studio-page.tsx').then((m) => m.StudioPage),
  library: () => import('../features/library/library-page.tsx').then((m) => m.LibraryPage),
  spend: () => import('../features/credits/spend-page.tsx').then((m) => m.SpendPage),
  settings: () => import('../features/settings/settings-page.tsx').then((m) => m.SettingsPage),
};
const here: Partial<Record<Page, ComponentType>> = {};
const fetchPage = async (page: Page): Promise<void> => {
  here[page] = await fetching[page]();
};
const loadLayers = () => import('./layers.tsx').then((m) => ({ default: m.Layers }));
const Layers = lazy(loadLayers);

/**
 * Null until it is here. The first is fetched while the engine is asked for its snapshot, the others when nothing else is to be done. Not by
 * `lazy`, whose first showing React holds back for 300 ms, even of what is here.
 */
function useCurrent(page: Page): ComponentType | null {
  const [, look] = useState({});
  useEffect(() => {
    if (here[page]) return;
    fetchPage(page).then(
      () => look({}),
      (error) =>
        look(() => {
          throw error;
        }),
    );
  }, [page]);
  return here[page] ?? null;
}

function useFetchedAhead(known: boolean): void {
  useEffect(() => {
    if (!known) return;
    const idle = requestIdleCallback(() => {
      void loadLayers();
      for (const page of Object.keys(fetching) as Page[]) void fetchPage(page);
      void import('../features/library/store.ts').then(({ loadOnce }) => loadOnce());
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
  const CurrentPage = useCurrent(page);
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
            {known && CurrentPage ? <CurrentPage /> : <div className="flex-1" aria-busy="true" />}
          </main>
        </div>
      </div>
      <Suspense fallback={null}>{known && <Layers />}</Suspense>
    </HintArea>
  );
}
