import { filledBy } from './filled.ts';
import { show } from './library.ts';
import { sample } from './person.ts';
import { read } from './player.ts';
import { expect } from './studio.ts';

const test = filledBy(async (studio) => {
  await studio.rushes(
    ...['run', 'image_to_video', '--image', sample('portrait.jpg'), '--prompt', 'She lifts the bottle.'],
    ...['--duration', '1', '--review', 'hold'],
  );
});

test('library: a video plays without sound while it is pointed at, and is gone when the pointer leaves', {
  tag: ['@full', '@browser'],
}, async ({ open }) => {
  await show(open, 'Library');
  const grid = open.getByRole('grid', { name: 'Takes, newest first' });
  const cell = grid.getByRole('gridcell').filter({ hasText: 'She lifts the bottle.' });
  const clip = cell.locator('video');
  await expect(cell).toBeVisible();
  await expect(clip).toHaveCount(0);
  await cell.hover();
  await expect.poll(() => read(clip, 'currentTime')).toBeGreaterThan(0);
  expect(await Promise.all([read(clip, 'muted'), read(clip, 'paused'), read(clip, 'loop')])).toEqual([
    true,
    false,
    true,
  ]);
  const playing = await clip.elementHandle();
  await open.getByRole('region', { name: 'Library' }).getByRole('searchbox').hover();
  await expect(clip).toHaveCount(0);
  expect(await playing?.evaluate((node) => (node as HTMLVideoElement).isConnected)).toBe(false);
  await expect.poll(() => playing?.evaluate((node) => (node as HTMLVideoElement).paused)).toBe(true);
  // Neither its file nor its decoder is held on to.
  expect(await playing?.evaluate((node) => (node as HTMLVideoElement).networkState)).toBe(0);
});
