import type { Locator, Page } from '@playwright/test';
import { timeCode } from '../src-renderer/lib/time-code.ts';
import { personAt, sample } from './person.ts';
import { now, read, tableAt, watched } from './player.ts';
import { expect, test } from './rigged.ts';

test('players: a video is flipped, stepped, run both ways, looped, sped and muted by keys, and sounds alone', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { keyboard } = open;
  const table = tableAt(open);
  await person.choose('UGC video');
  await person.give('Portrait or product', sample('portrait.jpg'));
  await person.give('Voice', sample('voice-12s.mp3'));
  await person.make();
  await person.watch('Preview');
  await person.approve();
  // What has landed comes into view by itself.
  await expect(person.tab('Final')).toBeChecked({ timeout: 45_000 });
  const final = await person.watch('Final');
  const preview = person.stage.locator('video[aria-label="Preview take, video"]');
  const facts = await person.inspector.getByRole('button', { name: /^Final.* fps/ }).innerText();
  const frame = 1 / Number(/(\d+) fps/.exec(facts)?.[1]);

  await test.step('a frame on, a frame back, and it stays where it is', async () => {
    await table.slider.focus();
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await keyboard.press('.');
    await expect(table.time).toHaveText('0:02:01');
    const first = await now(final);
    await keyboard.press('.');
    await expect.poll(() => now(final)).toBeCloseTo(first + frame, 3);
    await expect(table.time).toHaveText('0:02:02');
    await keyboard.press(',');
    await keyboard.press(',');
    await expect.poll(() => now(final)).toBeCloseTo(first - frame, 3);
    await expect(table.time).toHaveText('0:02:00');
    expect(await read(final, 'paused')).toBe(true);
  });

  await test.step('the frame under the pointer, above the timeline, while the take stays where it is', async () => {
    const before = await now(final);
    const length = await read(final, 'duration');
    const box = await table.slider.boundingBox();
    if (box === null) throw new Error('no timeline');
    const frameThere = table.slider.locator('video');
    for (const part of [0, 0.25, 0.75]) {
      await open.mouse.move(box.x + box.width * part, box.y + 8);
      await expect.poll(() => now(frameThere)).toBeCloseTo(length * part, 1);
      await expect(frameThere).toBeInViewport({ ratio: 1 });
      await expect(frameThere).toHaveCSS('opacity', '1');
      await expect(table.slider.getByText(timeCode(length * part, 1 / frame))).toBeVisible();
    }
    expect([await read(frameThere, 'muted'), await read(frameThere, 'paused')]).toEqual([true, true]);
    expect(await now(final)).toBe(before);
    await open.mouse.move(box.x, box.y - 200);
    await expect(frameThere).toHaveCount(0);
  });

  await test.step('the other take at the same moment', async () => {
    const before = await now(final);
    await keyboard.press('t');
    await expect(person.tab('Preview')).toBeChecked();
    await expect(preview).toHaveAttribute('aria-hidden', 'false');
    expect(Math.abs((await now(preview)) - before)).toBeLessThanOrEqual(frame);
    expect(await read(preview, 'paused')).toBe(true);
    await keyboard.press('t');
    await expect(final).toHaveAttribute('aria-hidden', 'false');
    expect(Math.abs((await now(final)) - before)).toBeLessThanOrEqual(frame);
  });

  await test.step('flipped while it plays, the other plays on from there', async () => {
    await keyboard.press('l');
    await expect(table.pause).toBeVisible();
    await keyboard.press('t');
    await expect(preview).toHaveAttribute('aria-hidden', 'false');
    await expect.poll(() => read(final, 'paused')).toBe(true);
    const left = await now(final);
    await expect.poll(() => now(preview)).toBeGreaterThan(left);
    await expect(table.pause).toBeVisible();
    await keyboard.press('k');
    await keyboard.press('t');
    await expect(final).toHaveAttribute('aria-hidden', 'false');
  });

  await test.step('J, K and L: on, faster, still, back, faster', async () => {
    await keyboard.press('l');
    await expect(table.pause).toBeVisible();
    const from = await now(final);
    await expect.poll(() => now(final)).toBeGreaterThan(from + 0.2);
    await keyboard.press('l');
    await keyboard.press('l');
    await expect(table.button('Speed 1.5×')).toBeVisible();
    expect(await read(final, 'playbackRate')).toBe(1.5);
    await keyboard.press('k');
    await expect(table.play).toBeVisible();
    expect(await read(final, 'paused')).toBe(true);
    await table.slider.focus();
    const end = await read(final, 'duration');
    for (let round = 0; round < 3; round++) {
      await keyboard.press('End');
      expect(await read(final, 'loop')).toBe(false);
      await keyboard.press('j');
      await expect(table.pause).toBeVisible();
      await expect.poll(() => now(final)).toBeLessThan(end - 0.3);
      expect(await now(final)).toBeGreaterThan(end / 2);
      if (round < 2) await keyboard.press('k');
    }
    await keyboard.press('j');
    await expect(table.button('Speed 2×')).toBeVisible();
    const middle = await now(final);
    await expect.poll(() => now(final)).toBeLessThan(middle);
    await keyboard.press('l');
    const turned = await now(final);
    await expect.poll(() => now(final)).toBeGreaterThan(turned);
    await keyboard.press('k');
    await expect(table.play).toBeVisible();
  });

  await test.step('speed by its menu, for both takes', async () => {
    await table.button('Speed 2×').click();
    await open.getByRole('menuitem', { name: '1×', exact: true }).click();
    await expect(table.button('Speed 1×')).toBeVisible();
    expect([await read(final, 'playbackRate'), await read(preview, 'playbackRate')]).toEqual([1, 1]);
  });

  await test.step('all of it begins again at its end', async () => {
    await table.slider.focus();
    await keyboard.press('End');
    await keyboard.press('ArrowLeft');
    await keyboard.press('l');
    await expect.poll(() => now(final)).toBeLessThan(2);
    await expect(table.pause).toBeVisible();
    await keyboard.press('k');
  });

  await test.step('a loop from here to here, and out of it again', async () => {
    await table.slider.focus();
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('i');
    for (let n = 0; n < 4; n++) await keyboard.press('Shift+ArrowRight');
    await keyboard.press('o');
    await expect(table.button('Clear the loop range')).toHaveText(/^0:01:00–0:01:/);
    await keyboard.press('l');
    const { low, high } = await watched(final, 2);
    expect(low).toBeGreaterThan(0.9);
    expect(high).toBeLessThan(1.8);
    await table.button('Clear the loop range').click();
    await expect.poll(() => now(final)).toBeGreaterThan(2);
    await keyboard.press('r');
    await expect(table.button('Loop')).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('without a loop it ends at its end', async () => {
    await table.slider.focus();
    await keyboard.press('End');
    await expect(table.play).toBeVisible();
    expect(await now(final)).toBeCloseTo(await read(final, 'duration'), 0);
  });

  await test.step('quiet, and loud again; the one behind is always quiet', async () => {
    await keyboard.press('m');
    await expect(table.button('Unmute')).toBeVisible();
    expect(await read(final, 'muted')).toBe(true);
    await table.button('Unmute').click();
    await expect(table.button('Mute')).toBeVisible();
    expect([await read(final, 'muted'), await read(preview, 'muted')]).toEqual([false, true]);
  });

  await test.step('the whole screen, and back', async () => {
    const isWhole = (): Promise<boolean> => open.evaluate(() => document.fullscreenElement !== null);
    await keyboard.press('f');
    await expect.poll(isWhole).toBe(true);
    await keyboard.press('f');
    await expect.poll(isWhole).toBe(false);
  });

  await test.step('one sound at a time in the whole window', async () => {
    const heard = person.composer.getByRole('button', { name: 'Hear it' });
    const given = person.inspector.getByRole('button', { name: 'Hear voice-12s.mp3' });
    await heard.click();
    await expect(person.composer.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
    await table.play.click();
    await expect(table.pause).toBeVisible();
    await expect(heard).toBeVisible();
    await given.click();
    await expect(person.inspector.getByRole('button', { name: 'Stop voice-12s.mp3' })).toBeVisible();
    await expect(table.play).toBeVisible();
    expect(await read(final, 'paused')).toBe(true);
    await table.play.click();
    await expect(given).toBeVisible();
    await keyboard.press('k');
  });
});

test('players: a voice is played and sought by its waveform and by keys, and loops where one drags', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { keyboard, mouse } = open;
  const table = tableAt(open);
  await person.speak('Meet the bottle. It keeps cold for a day, and it never leaks into your bag.');
  await expect(person.tile('Meet the bottle', 'Preview')).toBeVisible();
  const voice = person.stage.locator('audio[aria-label="Preview take, sound"]');
  await expect.poll(() => read(voice, 'duration')).toBeGreaterThan(0.5);
  const length = await read(voice, 'duration');
  const box = await table.slider.boundingBox();
  if (box === null) throw new Error('no waveform');
  const y = box.y + box.height - 20;
  await expect(table.slider.locator('canvas').first()).toBeVisible();

  await mouse.click(box.x + box.width / 2, y);
  await expect.poll(() => now(voice)).toBeCloseTo(length / 2, 1);
  await expect(table.slider.locator('video')).toHaveCount(0);
  await table.slider.focus();
  await keyboard.press('Home');
  await expect.poll(() => now(voice)).toBe(0);
  await keyboard.press('Shift+ArrowRight');
  await keyboard.press('Shift+ArrowRight');
  await expect.poll(() => now(voice)).toBeCloseTo(0.2, 2);
  await expect(table.slider).toHaveAttribute('aria-valuenow', '0.20');

  await keyboard.press('Space');
  await expect(table.pause).toBeVisible();
  await expect.poll(() => now(voice)).toBeGreaterThan(0.25);
  await keyboard.press('Space');
  await expect(table.play).toBeVisible();
  expect(await read(voice, 'paused')).toBe(true);

  await mouse.move(box.x + box.width * 0.25, y);
  await mouse.down();
  await mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
  await mouse.up();
  await expect(table.button('Clear the loop range')).toBeVisible();
  await expect(table.button('Loop')).toHaveAttribute('aria-pressed', 'true');
  await mouse.click(box.x + box.width * 0.3, y);
  await keyboard.press('Space');
  const { low, high } = await watched(voice, 2);
  expect(low).toBeGreaterThan(length * 0.25 - 0.15);
  expect(high).toBeLessThan(length * 0.5 + 0.3);
});

/** A preview and its final, the final on the stage. */
async function bothTakes(open: Page) {
  const person = personAt(open);
  await person.choose('Image to video');
  await person.give('Picture', sample('product.jpg'));
  await person.type('Prompt', 'Slow push in');
  await person.make();
  const preview = await person.watch('Preview');
  await person.approve();
  const final = await person.watch('Final');
  return { person, preview, final };
}

/** The number of the file that a player plays. */
const assetOf = async (video: Locator): Promise<string> =>
  /\d+$/.exec((await video.getAttribute('src')) ?? '')?.[0] ?? 'none';

test('players: a range behind the end of the preview waits for the final, and the preview plays whole meanwhile', {
  tag: '@full',
}, async ({ open }) => {
  const { keyboard } = open;
  const table = tableAt(open);
  const { preview, final } = await bothTakes(open);
  expect(await read(preview, 'duration')).toBeLessThan(3.2);
  expect(await read(final, 'duration')).toBeGreaterThan(4.8);
  const range = table.button('Clear the loop range');

  await table.slider.focus();
  await keyboard.press('Home');
  for (let n = 0; n < 4; n++) await keyboard.press('ArrowRight');
  await keyboard.press('i');
  for (let n = 0; n < 5; n++) await keyboard.press('Shift+ArrowRight');
  await keyboard.press('o');
  await expect(range).toHaveText(/^0:04:00–0:04:/);
  await keyboard.press('l');
  await watched(final, 1);

  await keyboard.press('t');
  await expect(preview).toHaveAttribute('aria-hidden', 'false');
  await expect(range).toHaveCount(0);
  const middle = async (): Promise<boolean> => Math.abs((await now(preview)) - 1.5) < 0.5;
  await expect.poll(middle, { intervals: [100] }).toBe(true);
  const { low, high } = await watched(preview, 1);
  expect(low).toBeLessThan(0.5);
  expect(high).toBeGreaterThan(2.5);
  await expect(table.pause).toBeVisible();

  await keyboard.press('t');
  await expect(final).toHaveAttribute('aria-hidden', 'false');
  await expect(range).toHaveText(/^0:04:00–0:04:/);
  await expect.poll(() => now(final)).toBeGreaterThan(3.9);
  expect((await watched(final, 1)).low).toBeGreaterThan(3.8);
});

test('players: a final whose file does not come keeps nobody from the preview, which is read once it is looked at', {
  tag: ['@full', '@browser'],
}, async ({ open }) => {
  const { preview, final } = await bothTakes(open);
  const [first, second] = [await assetOf(preview), await assetOf(final)];

  const asked: string[] = [];
  let letCome = (): void => {};
  const held = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await open.route(/\/assets\/[^/]+\/\d+$/, async (route) => {
    if (route.request().resourceType() !== 'media') return route.continue();
    const asset = /\d+$/.exec(route.request().url())?.[0] ?? '';
    asked.push(asset);
    if (asset === second) await held;
    await route.continue();
  });
  await open.reload();
  await expect.poll(() => asked).toEqual([second]);
  await expect(final).toBeVisible();
  await expect(preview).toHaveCount(0);

  await open.keyboard.press('t');
  await expect.poll(() => read(preview, 'readyState')).toBeGreaterThanOrEqual(2);
  await expect(preview).toHaveAttribute('aria-hidden', 'false');
  letCome();
  await expect.poll(() => read(final, 'readyState')).toBeGreaterThanOrEqual(2);
  await open.keyboard.press('t');
  await expect(final).toHaveAttribute('aria-hidden', 'false');
  expect(new Set(asked)).toEqual(new Set([first, second]));
});

test('players: a final whose file is gone says so each time it is looked at, and the preview plays', {
  tag: ['@full', '@browser'],
}, async ({ open, allowed }) => {
  const { person, preview, final } = await bothTakes(open);
  const address = new RegExp(`/assets/[^/]+/${await assetOf(final)}$`);
  allowed.requests.push(address);
  allowed.console.push(/Failed to load resource/);
  await open.route(address, (route) =>
    route.request().resourceType() === 'media' ? route.fulfill({ status: 404 }) : route.continue(),
  );
  const gone = person.stage.getByText('This file cannot be played here', { exact: false });
  await open.reload();
  await expect(gone).toBeVisible();
  for (let n = 0; n < 2; n++) {
    await open.keyboard.press('t');
    await expect(preview).toHaveAttribute('aria-hidden', 'false');
    await expect(gone).toHaveCount(0);
    await expect.poll(() => read(preview, 'readyState')).toBeGreaterThanOrEqual(2);
    await expect
      .poll(() => final.evaluate((node) => (node as unknown as { error: unknown }).error !== null))
      .toBe(true);
    await open.keyboard.press('t');
    await expect(gone).toBeVisible();
    await expect(final).toHaveAttribute('aria-hidden', 'false');
  }
});
