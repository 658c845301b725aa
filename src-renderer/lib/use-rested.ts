import { useEffect, useState } from 'react';

const restMs = 300;

/**
 * False until a component has been there for a moment. For what is heavy and beside the point: a photo of an input takes longer to decode
 * than the first frame of the clip that is waited for, and who goes through takes by the arrow keys does not look at it.
 */
export function useRested(): boolean {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), restMs);
    return () => clearTimeout(timer);
  }, []);
  return rested;
}
