import { describe, expect, it } from 'vitest';
import { bytesOf, gigabytes, isWhole } from './sizes.ts';

describe('sizes', () => {
  it('go from gigabytes to bytes and back', () => {
    expect(gigabytes(bytesOf(2.5))).toBe(2.5);
    expect(bytesOf(0.1)).toBe(100_000_000);
  });

  it('knows whole numbers of a range', () => {
    expect(isWhole(4, [1, 32])).toBe(true);
    expect(isWhole(32, [1, 32])).toBe(true);
    expect(isWhole(33, [1, 32])).toBe(false);
    expect(isWhole(1.5, [1, 32])).toBe(false);
    expect(isWhole(Number.NaN, [1, 32])).toBe(false);
  });
});
