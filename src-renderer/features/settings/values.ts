import { create } from 'zustand';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { attempt, notifyError } from '../../stores/notices.ts';

/** The settings as the engine has them; what is changed here is there at once or is said not to be. */
export type Values = Awaited<ReturnType<Client['settings']['get']>>;

export const useValues = create<{ values: Values | null }>(() => ({ values: null }));

export async function loadValues(): Promise<void> {
  try {
    useValues.setState({ values: await call((client) => client.settings.get()) });
  } catch (error) {
    notifyError(error);
  }
}

/** The change that is under way; null where none is. */
let last: Promise<boolean> | null = null;

/**
 * Changes a part, one change after the other: of two quick ones in the same group the second must not take the first back. False where it
 * was not kept: it failed, which is told, or the settings are not here yet.
 */
export function change(part: (values: Values) => Partial<Values>): Promise<boolean> {
  const make = async (): Promise<boolean> => {
    const { values } = useValues.getState();
    if (values === null) return false;
    return attempt(async () =>
      useValues.setState({ values: await call((client) => client.settings.set(part(values))) }),
    );
  };
  const done = last ? last.then(make) : make();
  last = done;
  void done.then(() => {
    if (last === done) last = null;
  });
  return done;
}
