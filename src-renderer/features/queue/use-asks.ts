import { useEffect, useState } from 'react';
import { call } from '../../api/connect.ts';
import { useMirror } from '../../stores/mirror.ts';

/**
 * True while the queue stands because the engine began with jobs that waited and a person wants to be asked. The engine keeps no other mark of
 * it than the pause: one that was there when this page came to it is taken for that.
 */
export function useAsks(): boolean {
  const info = useMirror((mirror) => mirror.info);
  const paused = useMirror((mirror) => mirror.paused);
  const [asks, setAsks] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a pause of later is a person's own
  useEffect(() => {
    if (info === null || !paused) return;
    let gone = false;
    call((client) => client.settings.get()).then(
      ({ onStart }) => !gone && setAsks(onStart === 'ask'),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [info]);
  useEffect(() => {
    if (!paused) setAsks(false);
  }, [paused]);
  return asks && paused;
}
