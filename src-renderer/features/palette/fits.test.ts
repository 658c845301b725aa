import { describe, expect, it } from 'vitest';
import { fits } from './fits.ts';

describe('what fits', () => {
  it('looks at every word and not at the id', () => {
    expect(fits('job-abc', 'abc', ['A red bottle'])).toBe(0);
    expect(fits('x', 'red bottle', ['A red bottle'])).toBeGreaterThan(0);
    expect(fits('x', 'red cup', ['A red bottle'])).toBe(0);
  });

  it('puts a beginning before a word inside, and that before letters inside', () => {
    const [first, word, letters] = [
      fits('x', 'set', ['Settings']),
      fits('x', 'set', ['Go to Settings']),
      fits('x', 'set', ['Reset']),
    ];
    expect(first).toBeGreaterThan(word);
    expect(word).toBeGreaterThan(letters);
    expect(letters).toBeGreaterThan(0);
  });

  it('lets everything in where nothing is typed', () => {
    expect(fits('x', ' ', ['Anything'])).toBe(1);
  });
});
