import { useCallback, useEffect, useState } from 'react';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { useMirror } from '../../stores/mirror.ts';
import { notifyError } from '../../stores/notices.ts';

/** What the engine answers to a question of a page; null until it is here. Asked again with each new connection. `ask` must not change. */
export function useAnswer<T>(ask: (client: Client) => Promise<T>) {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const [answer, setAnswer] = useState<T | null>(null);
  const again = useCallback(async () => {
    try {
      setAnswer(await call(ask));
    } catch (error) {
      notifyError(error);
    }
  }, [ask]);
  useEffect(() => {
    if (live) void again();
  }, [live, again]);
  return { answer, again, setAnswer };
}
