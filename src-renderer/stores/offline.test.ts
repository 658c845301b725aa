import { describe, expect, it } from 'vitest';
import { isOffline } from './offline.ts';

describe('offline', () => {
  it('is where a provider cannot be reached, whatever else one waits for', () => {
    expect(isOffline({ connection: 'live', blocked: {} })).toBe(false);
    expect(isOffline({ connection: 'live', blocked: { fal: 'key' } })).toBe(false);
    expect(isOffline({ connection: 'live', blocked: { openrouter: 'key', fal: 'network' } })).toBe(true);
  });

  it('is not said where only the mirror is away: what is approved goes out at once', () => {
    expect(isOffline({ connection: 'live', blocked: { cloudinary: 'network' } })).toBe(false);
  });

  it('is not said of a page whose engine is gone: there a decision would be lost', () => {
    expect(isOffline({ connection: 'lost', blocked: { fal: 'network' } })).toBe(false);
  });
});
