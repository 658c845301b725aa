import { describe, expect, it } from 'vitest';
import { RushesError } from '../../src-shared/contract/errors.ts';
import { cleanKey, type KeyCalls, saveKey } from './key-saving.ts';

/** A provider and a keychain of which it is known what they say; remembers what was asked of them. */
function calls(over: Partial<KeyCalls> = {}) {
  const asked: string[] = [];
  const made: KeyCalls = {
    check: async (provider, key) => {
      asked.push(`check ${provider} ${key}`);
      return (await over.check?.(provider, key)) ?? { ok: true, reached: true, detail: '' };
    },
    set: async (provider, key, memory) => {
      asked.push(`set ${provider} ${key}${memory ? ' in memory' : ''}`);
      return over.set?.(provider, key, memory);
    },
  };
  return { made, asked };
}

describe('a key that was pasted', () => {
  it('loses what came along with it', () => {
    expect(cleanKey('  sk-or-v1-abc\n')).toBe('sk-or-v1-abc');
    expect(cleanKey('CLOUDINARY_URL=cloudinary://1:2@cloud')).toBe('cloudinary://1:2@cloud');
    expect(cleanKey('export FAL_KEY="id:secret"')).toBe('id:secret');
    expect(cleanKey("'id:secret'")).toBe('id:secret');
  });

  it('keeps an equals sign of its own', () => {
    expect(cleanKey('sk-or-abc=')).toBe('sk-or-abc=');
  });

  it('is saved once the provider accepts it', async () => {
    const { made, asked } = calls();
    expect(await saveKey(made, { provider: 'fal', text: ' id:secret ' })).toEqual({ kind: 'saved' });
    expect(asked).toEqual(['check fal id:secret', 'set fal id:secret']);
  });

  it('is not saved where the provider refuses it', async () => {
    const { made, asked } = calls({
      check: async () => ({ ok: false, reached: true, detail: 'Unknown key.' }),
    });
    expect(await saveKey(made, { provider: 'fal', text: 'a:b' })).toEqual({
      kind: 'refused',
      detail: 'Unknown key.',
    });
    expect(asked).toEqual(['check fal a:b']);
  });

  it('is saved unchecked only when a person says so', async () => {
    const { made, asked } = calls({
      check: async () => ({ ok: false, reached: false, detail: 'No answer.' }),
    });
    expect(await saveKey(made, { provider: 'fal', text: 'a:b' })).toEqual({
      kind: 'unreached',
      detail: 'No answer.',
    });
    expect(await saveKey(made, { provider: 'fal', text: 'a:b', unchecked: true })).toEqual({ kind: 'saved' });
    expect(asked).toEqual(['check fal a:b', 'set fal a:b']);
  });

  it('is kept in memory only by consent', async () => {
    const { made, asked } = calls({
      set: async (_provider, _key, memory) => {
        if (!memory) throw new RushesError('KEYCHAIN_LOCKED', { field: 'key' });
      },
    });
    const trial = { provider: 'openrouter', text: 'sk-or-abc' } as const;
    expect(await saveKey(made, trial)).toEqual({ kind: 'no_keychain', locked: true });
    expect(await saveKey(made, { ...trial, memory: true })).toEqual({ kind: 'saved' });
    expect(asked.at(-1)).toBe('set openrouter sk-or-abc in memory');
  });

  it('says what else went wrong', async () => {
    const { made } = calls({
      set: async () => {
        throw new RushesError('BAD_INPUT', { field: 'key', rule: 'printable characters without spaces' });
      },
    });
    expect(await saveKey(made, { provider: 'fal', text: 'a b' })).toMatchObject({
      kind: 'failed',
      message: 'key must be printable characters without spaces.',
    });
  });
});
