import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { useMirror } from '../stores/mirror.ts';
import { type Page, useView } from '../stores/view.ts';
import { say } from '../texts/say.ts';
import { HintArea } from '../ui/hint.tsx';
import { Rail } from './rail.tsx';
import { SignedOutPage } from './signed-out.tsx';
import { StudioPage } from './studio-page.tsx';
import { TitleBar } from './title-bar.tsx';

const load = {
  library: () => import('../features/library/library-page.tsx').then((m) => ({ default: m.LibraryPage })),
  spend: () => import('../features/credits/spend-page.tsx').then((m) => ({ default: m.SpendPage })),
  settings: () => import('../features/settings/settings-page.tsx').then((m) => ({ default: m.SettingsPage })),
  layers: () => import('./layers.tsx').then((m) => ({ default: m.Layers })),
};

/** The page that a person works on is there at once; the others are fetched when nothing else is to be done, so that they open at once. */
const pages: Record<Page, ComponentType> = {
  studio: StudioPage,
  library: lazy(load.library),
  spend: lazy(load.spend),
  settings: lazy(load.settings),
};
const Layers = lazy(load.layers);

function useFetchedAhead(known: boolean): void {
  useEffect(() => {
    if (!known) return;
    const idle = requestIdleCallback(() => {
      for (const fetch of Object.values(load)) void fetch();
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
  if (connection === 'signed_out') return <SignedOutPage />;
  const CurrentPage = pages[page];
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
            <Suspense fallback={<div className="flex-1" aria-busy="true" />}>
              {known ? <CurrentPage /> : <div className="flex-1" aria-busy="true" />}
            </Suspense>
          </main>
        </div>
      </div>
      <Suspense fallback={null}>{known && <Layers />}</Suspense>
    </HintArea>
  );
}
