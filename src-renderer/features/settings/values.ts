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

export function change(part: Partial<Values>): Promise<boolean> {
  return attempt(async () => {
    useValues.setState({ values: await call((client) => client.settings.set(part)) });
  });
}
