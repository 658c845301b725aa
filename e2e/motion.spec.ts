import type { Page } from '@playwright/test';
import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

/** What moves now, by the place that it is in. An animation of a hundredth of a millisecond is none that anybody sees. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState, effect }) => playState === 'running' && Number(effect?.getTiming().duration) > 1)
      .map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML.slice(0, 120) ?? ''),
  );

/** Looks in every frame, from now on, for what moves. */
const watchMotion = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: string[] = [];
    let frames = 0;
    Object.assign(globalThis, { motion: () => ({ seen, frames }) });
    const look = (): void => {
      frames += 1;
      for (const { playState, effect } of document.getAnimations())
        if (playState === 'running' && Number(effect?.getTiming().duration) > 1)
          seen.push((effect as KeyframeEffect).target?.outerHTML.slice(0, 120) ?? '');
      requestAnimationFrame(look);
    };
    look();
  });

test('less motion: nothing moves while a job is made, while layers open and close, and on every page', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await providers.fault({ provider: 'fal', call: 'status', mode: 'slow', ms: 60_000, times: -1 });
  await person.speak('Made with motion.');
  await expect(person.stage.getByText('Making the preview')).toBeVisible();
  await expect.poll(() => moving(open)).not.toEqual([]);
  await open.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(() => moving(open)).toEqual([]);

  await watchMotion(open);
  await person.speak('Made without.');
  await expect(person.tile('Made without', 'Making preview')).toBeVisible();
  const queue = open.getByRole('region', { name: 'Queue' });
  await queue.locator('button[aria-expanded]').first().click();
  await queue.getByRole('listitem').first().waitFor();
  await open.keyboard.press('ControlOrMeta+k');
  await expect(open.getByRole('dialog')).toBeVisible();
  await open.keyboard.press('Escape');
  await expect(open.getByRole('dialog')).toHaveCount(0);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  for (const name of ['Library', 'Spend', 'Settings', 'Studio']) {
    await pages.getByRole('button', { name }).click();
    await expect(pages.getByRole('button', { name })).toHaveAttribute('aria-current', 'page');
  }
  await person.stage.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(person.tile('Made without', 'Cancelled.*')).toBeVisible();
  const { seen, frames } = await open.evaluate(() =>
    (globalThis as unknown as { motion(): { seen: string[]; frames: number } }).motion(),
  );
  expect([...new Set(seen)]).toEqual([]);
  expect(frames).toBeGreaterThan(10);
});
