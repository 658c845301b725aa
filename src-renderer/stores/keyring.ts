import { create } from 'zustand';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import type { Client } from '../api/client.ts';
import { call } from '../api/connect.ts';
import { type KeyCalls, type KeyOutcome, saveKey, type Trial } from './key-saving.ts';
import { notifyError } from './notices.ts';

/** Which keys there are, as far as a screen may know: never one of them. */
export type Keyring = Awaited<ReturnType<Client['keys']['status']>>;

export const useKeyring = create<{ keyring: Keyring | null }>(() => ({ keyring: null }));

export async function loadKeyring(): Promise<void> {
  try {
    useKeyring.setState({ keyring: await call((client) => client.keys.status()) });
  } catch (error) {
    notifyError(error);
  }
}

const calls: KeyCalls = {
  check: (provider, key) => call((client) => client.keys.check({ provider, key })),
  set: (provider, key, memory) => call((client) => client.keys.set({ provider, key, memory })),
};

/** Asks the provider about a key and keeps it where it is good. */
export async function tryKey(trial: Trial): Promise<KeyOutcome> {
  const outcome = await saveKey(calls, trial);
  if (outcome.kind === 'saved') await loadKeyring();
  return outcome;
}

export async function testKey(provider: ProviderId): Promise<{ ok: boolean; detail: string }> {
  return call((client) => client.keys.test({ provider }));
}

export async function removeKey(provider: ProviderId): Promise<void> {
  await call((client) => client.keys.remove({ provider }));
  await loadKeyring();
}
