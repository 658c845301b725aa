import { useEffect, useRef, useState } from 'react';

/** How long (ms) a pointer rests on a tile before its clip plays. */
const restMs = 300;

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** True once a pointer has rested on a thing, until it leaves. Touches are not meant. */
export function useRest(): { rests: boolean; enter(event: { pointerType: string }): void; leave(): void } {
  const [rests, setRests] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    rests,
    enter({ pointerType }) {
      if (pointerType !== 'mouse' || isStill()) return;
      timer.current = setTimeout(() => setRests(true), restMs);
    },
    leave() {
      clearTimeout(timer.current);
      setRests(false);
    },
  };
}
