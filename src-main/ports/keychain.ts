/** The system's keychain. `changed` is told by the engine, which remembers that a key was saved. */
export type KeychainState = 'ok' | 'locked' | 'absent';

/**
 * Promises: `state` proves itself by writing, reading and deleting a canary, because a missing keychain reads as
 * "no key saved". `get` answers null only where `state` was ok. Leaves out: any storage of its own.
 */
export type KeychainPort = {
  state(): Promise<KeychainState>;
  get(account: string): Promise<string | null>;
  set(account: string, secret: string): Promise<void>;
  remove(account: string): Promise<void>;
};
