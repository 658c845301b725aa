import { useEffect, useState } from 'react';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { call } from '../../api/connect.ts';
import { pause } from '../../lib/pause.ts';

const typingMs = 150;
const leastLetters = 2;
const most = 8;

/** Takes of the library that fit what is typed; those of the search before stay until the next ones are here. */
export function useFound(search: string): readonly LibraryItem[] {
  const [found, setFound] = useState<readonly LibraryItem[]>([]);
  useEffect(() => {
    const words = search.trim();
    if (words.length < leastLetters) {
      setFound([]);
      return;
    }
    const gone = new AbortController();
    void (async () => {
      await pause(typingMs, gone.signal);
      if (gone.signal.aborted) return;
      try {
        const { items } = await call((client) =>
          client.library.page({ search: words.slice(0, 200), limit: most }),
        );
        if (!gone.signal.aborted) setFound(items);
      } catch {
        // Without the engine the palette has its pages and actions still.
      }
    })();
    return () => gone.abort();
  }, [search]);
  return found;
}
