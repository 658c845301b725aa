import { expect, test } from 'vitest';
import { claimSound, releaseSound } from './player.ts';

const clip = () => {
  const made = {
    paused: 0,
    pause(): void {
      made.paused += 1;
    },
  };
  return made;
};

test('a clip that begins to sound stops the one before, and itself never', () => {
  const [a, b] = [clip(), clip()];
  claimSound(a);
  claimSound(a);
  expect(a.paused).toBe(0);
  claimSound(b);
  expect([a.paused, b.paused]).toEqual([1, 0]);
});

test('a clip that gave the sound back is not stopped again', () => {
  const [a, b] = [clip(), clip()];
  claimSound(a);
  releaseSound(a);
  claimSound(b);
  expect(a.paused).toBe(0);
  releaseSound(a);
  claimSound(a);
  expect(b.paused).toBe(1);
});
