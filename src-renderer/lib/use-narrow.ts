import { useSyncExternalStore } from 'react';

/** Too narrow for both side panels: they lie over the stage, one at a time. The width is that of the `md` breakpoint. */
const query = '(max-width: 1099.9px)';

/** False where nothing has a width. */
export const isNarrow = (): boolean => globalThis.matchMedia?.(query).matches ?? false;

const subscribe = (call: () => void): (() => void) => {
  const narrow = matchMedia(query);
  narrow.addEventListener('change', call);
  return () => narrow.removeEventListener('change', call);
};

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, isNarrow);
