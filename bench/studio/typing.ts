import type { Page } from '@playwright/test';
import { personAt } from '../../e2e/person.ts';
import { createStudio } from '../../e2e/process.ts';
import { startProviders } from '../../e2e/providers.ts';
import { atMost, type Figure, type Line, percentile, told } from '../measure.ts';
import { beside, openPage } from './chrome.ts';
import { inPage, type Key } from './page.ts';

/** Factor on the times of the simulated providers: jobs go on through all of it. */
const slowly = 10_000;
const running = 10;
const keys = 60;
const rounds = 5;
/** Between two keys, ms: a quick typist, and no multiple of a frame. */
const betweenKeysMs = 61;

/** A studio with ten jobs that run, and what is typed in it meanwhile. */
async function* types(): AsyncIterable<Line> {
  const providers = await startProviders(slowly);
  const studio = createStudio({ demo: false, env: providers.env });
  try {
    await studio.start();
    const { client, close } = await beside(studio);
    await client.credits.grant({ amount: 100_000 });
    const { concurrency } = await client.settings.get();
    await client.settings.set({ concurrency: { ...concurrency, fal: running } });
    for (let n = 0; n < running; n++)
      await client.jobs.create({ workflow: 'tts', params: { text: `Spoken while somebody types, ${n}.` } });
    const page = await openPage(await studio.link());
    await page.getByText(`${running} running`).first().waitFor();
    const runs = await keyRuns(page);
    const part = (which: keyof Key, part: number): number[] =>
      runs.map((run) =>
        percentile(
          run.map((key) => key[which]),
          part,
        ),
      );
    const what = `key to painted, ${running} jobs running`;
    yield atMost(16, {
      figure: `${what}, 95th part, ms (from the event's time stamp to the task after its frame, without the wait for the screen's next frame)`,
      runs: part('own', 0.95),
    });
    yield told(
      `${what}, 95th part, ms, with the wait for the next frame of a screen of 60 Hz`,
      part('all', 0.95),
    );
    yield told(`${what}, middle, ms, with that wait`, part('all', 0.5));
    await page.context().close();
    close();
  } finally {
    await studio.stop();
    await providers.stop();
  }
}

async function keyRuns(page: Page): Promise<Key[][]> {
  const person = personAt(page);
  await person.choose('Text to speech');
  await person.composer.getByLabel('Script', { exact: true }).click();
  const runs: Key[][] = [];
  for (let round = 0; round <= rounds; round++) {
    for (let n = 0; n < keys; n++)
      await page.keyboard.press(n % 6 === 5 ? 'Space' : ('abcdefgh'[n % 8] ?? 'a'), { delay: betweenKeysMs });
    const took = await inPage(page, 'keys');
    // The first round warms it.
    if (round > 0) runs.push(took);
  }
  return runs;
}

export const typing: Figure = { name: 'typing', run: types };
