import { type ComponentType, useEffect, useState } from 'react';
import { pause } from '../lib/pause.ts';
import type { Page } from '../stores/view.ts';

/** The code of the pages: the first is fetched while the engine is asked for its snapshot, the others when nothing else is to be done. */
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

/** Between two tries (ms) for code that could not be had: the host may be away. */
const againMs = 1_000;

/** Loads until it is here or nobody wants it any more; `failed` hears of each time that it could not be had. */
export async function untilHere<T>(
  load: () => Promise<T>,
  signal: AbortSignal,
  failed: () => void = () => undefined,
): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      failed();
      await pause(againMs, signal);
      signal.throwIfAborted();
    }
  }
}

/** Whatever cannot be had now is fetched when it is wanted. */
export function fetchAhead(): void {
  for (const page of Object.keys(fetching) as Page[]) fetchPage(page).catch(() => undefined);
}

/**
 * Null until it is here; `missing` once it could not be had. Not by `lazy`, whose first showing React holds back for 300 ms, even of what is
 * here, and which makes an error of the whole screen of what cannot be had.
 */
export function useCurrent(page: Page): { CurrentPage: ComponentType | null; missing: boolean } {
  const [, look] = useState({});
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    setMissing(false);
    if (here[page]) return;
    const left = new AbortController();
    untilHere(
      () => fetchPage(page),
      left.signal,
      () => !left.signal.aborted && setMissing(true),
    ).then(
      () => look({}),
      () => undefined,
    );
    return () => left.abort();
  }, [page]);
  return { CurrentPage: here[page] ?? null, missing: missing && here[page] === undefined };
}
