import { useEffect, useState } from 'react';

/** True once `wanted` has held for so long (ms); at once false. Never where a person wants less motion. */
export function useLater(wanted: boolean, ms: number): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!wanted || matchMedia('(prefers-reduced-motion: reduce)').matches) return setHeld(false);
    const timer = setTimeout(() => setHeld(true), ms);
    return () => clearTimeout(timer);
  }, [wanted, ms]);
  return wanted && held;
}
