import { describe, expect, it } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { fakeClock } from '../system/fake-clock.ts';
import { createKeychain, type KeychainEntry } from './keychain.ts';

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    (value) => value ?? 'null',
    (error: unknown) => (error instanceof RushesError ? error.code : String(error)),
  );

/** A keychain of a few lines, with what real ones do when they are ill. */
function pretendKeychain() {
  const stored = new Map<string, string>();
  const calls: string[] = [];
  let ill: 'no' | 'absent' | 'locked' | 'forgetful' | 'hangs' = 'no';
  let wake = () => {};

  const dismissed = () =>
    new Error("Couldn't access platform storage: Secret Service: unlock prompt was dismissed");
  async function write(account: string, change: () => void) {
    calls.push(account.replace(/^canary-.*/, 'canary'));
    if (ill === 'hangs') {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (ill === 'absent')
      throw new Error("Couldn't access platform storage: Secret Service: no result found");
    if (ill === 'locked') throw dismissed();
    if (ill !== 'forgetful') change();
  }
  const openEntry = async (_: string, account: string): Promise<KeychainEntry> => ({
    async getPassword() {
      if (ill === 'locked' && stored.has(account)) throw dismissed();
      return ill === 'absent' ? null : (stored.get(account) ?? null);
    },
    setPassword: (password) => write(account, () => stored.set(account, password)),
    async deletePassword() {
      if (ill === 'locked' && stored.has(account)) throw dismissed();
      return ill === 'absent' ? false : stored.delete(account);
    },
  });
  return {
    stored,
    calls,
    openEntry,
    is(now: typeof ill) {
      ill = now;
    },
    wake: () => wake(),
  };
}

function setUp() {
  const pretend = pretendKeychain();
  const clock = fakeClock(0);
  const keychain = createKeychain({ openEntry: pretend.openEntry, clock, boundMs: 5_000 });
  return { pretend, clock, keychain };
}

describe('createKeychain', () => {
  it('keeps, gives and removes a key and leaves no canary behind', async () => {
    const { keychain, pretend } = setUp();
    expect(await keychain.state()).toBe('ok');
    expect(await keychain.get('openrouter')).toBe(null);
    await keychain.set('openrouter', 'sk-or-v1-abc');
    expect(await keychain.get('openrouter')).toBe('sk-or-v1-abc');
    await keychain.remove('openrouter');
    await keychain.remove('openrouter');
    expect(await keychain.get('openrouter')).toBe(null);
    expect(pretend.stored.size).toBe(0);
  });

  it.each([
    ['absent', 'KEYCHAIN_ABSENT'],
    ['locked', 'KEYCHAIN_LOCKED'],
  ] as const)('says %s and never "no key" or "removed"', async (ill, code) => {
    const { keychain, pretend, clock } = setUp();
    await keychain.set('fal', 'abc:def');
    pretend.is(ill);
    expect(await codeOf(keychain.get('fal'))).toBe(code);
    expect(await codeOf(keychain.get('other'))).toBe(code);
    expect(await codeOf(keychain.set('fal', 'new'))).toBe(code);
    expect(await codeOf(keychain.remove('fal'))).toBe(code);
    expect(await keychain.state()).toBe(ill);
    pretend.is('no');
    await clock.advance(5_000);
    expect(await keychain.state()).toBe('ok');
    expect(await keychain.get('fal')).toBe('abc:def');
  });

  it('says absent of a keychain that takes a secret and does not keep it', async () => {
    const { keychain, pretend } = setUp();
    expect(await keychain.state()).toBe('ok');
    pretend.is('forgetful');
    expect(await codeOf(keychain.set('fal', 'abc'))).toBe('KEYCHAIN_ABSENT');
    expect(await keychain.state()).toBe('absent');
  });

  it('asks once for several questions, and anew after a while or a failure', async () => {
    const { keychain, pretend, clock } = setUp();
    await Promise.all([keychain.state(), keychain.state(), keychain.state()]);
    expect(pretend.calls).toEqual(['canary']);
    await clock.advance(10_000);
    await keychain.state();
    expect(pretend.calls.length).toBe(2);
    await keychain.set('fal', 'abc');
    pretend.is('locked');
    expect(await keychain.state()).toBe('ok');
    expect(await codeOf(keychain.get('fal'))).toBe('KEYCHAIN_LOCKED');
    expect(await keychain.state()).toBe('locked');
  });

  it('is locked while a prompt hangs, raises no second one, and writes nothing late', async () => {
    const { keychain, pretend, clock } = setUp();
    pretend.is('hangs');
    const setting = codeOf(keychain.set('fal', 'abc'));
    const waiting = keychain.state();
    await clock.advance(5_000);
    expect(await setting).toBe('KEYCHAIN_LOCKED');
    expect(await waiting).toBe('locked');
    expect(await keychain.state()).toBe('locked');
    expect(await codeOf(keychain.get('fal'))).toBe('KEYCHAIN_LOCKED');
    expect(pretend.calls).toEqual(['canary']);
    pretend.is('no');
    pretend.wake();
    await clock.advance(0);
    expect(pretend.calls).toEqual(['canary']);
    expect(await keychain.state()).toBe('ok');
    expect(await keychain.get('fal')).toBe(null);
    expect(pretend.stored.size).toBe(0);
  });

  it('is absent where the native package cannot be opened', async () => {
    const openEntry = () => Promise.reject(new Error('Cannot find native binding'));
    expect(await createKeychain({ openEntry }).state()).toBe('absent');
  });
});
