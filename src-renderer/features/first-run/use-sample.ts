import { useEffect, useState } from 'react';
import { call, connection } from '../../api/connect.ts';
import { useMirror } from '../../stores/mirror.ts';
import type { SampleName } from './starters.ts';

/** Staged once per page, to be looked at; what is used is staged anew, because a staged file that nobody uses goes after a day. */
const staged = new Map<SampleName, Promise<string>>();

function stagedId(name: SampleName): Promise<string> {
  const known = staged.get(name);
  if (known) return known;
  const id = call((client) => client.inputs.sample({ name })).then((file) => file.id);
  staged.set(name, id);
  id.catch(() => staged.delete(name));
  return id;
}

/** Where one of the pictures that come with Rushes is served; null until it is known. */
export function useSample(name: SampleName | null): string | null {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (name === null || !live) return;
    let gone = false;
    stagedId(name).then(
      (id) => !gone && setUrl(connection()?.inputUrl(id) ?? null),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [name, live]);
  return url;
}
