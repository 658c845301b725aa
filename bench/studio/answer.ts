import { personAt } from '../../e2e/person.ts';
import { createStudio } from '../../e2e/process.ts';
import { atMost, type Figure, type Line } from '../measure.ts';
import { openPage } from './chrome.ts';
import { inPage } from './page.ts';

const answers = 7;
const text = 'section[aria-label="Text of the take"]';

/** The first piece of an answer, from the moment at which it comes into the page until it is on the screen. */
async function* reads(): AsyncIterable<Line> {
  const studio = createStudio();
  try {
    const page = await openPage(await studio.start());
    const person = personAt(page);
    await person.choose('Chat');
    const took: number[] = [];
    for (let n = 0; n <= answers; n++) {
      await person.type('Prompt', `Write a hook for a bamboo toothbrush, number ${n}.`);
      const shown = inPage(page, 'shownAfterText', `${text} [aria-busy="true"]`);
      await person.make();
      took.push(await shown);
      await page.locator(`${text}:not(:has([aria-busy]))`).waitFor();
    }
    // The first one warms it.
    yield atMost(50, {
      figure: 'first piece of a chat answer in the page to painted, ms',
      runs: took.slice(1),
    });
    await page.context().close();
  } finally {
    await studio.stop();
  }
}

export const answering: Figure = { name: 'answer', run: reads };
