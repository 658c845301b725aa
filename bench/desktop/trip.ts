import type { Page } from '@playwright/test';
import { asWindow, createDesktop } from '../../e2e/desktop.ts';
import { atMost, type Figure, type Line, median, told } from '../measure.ts';
import { closeChrome, newContext } from '../studio/chrome.ts';

/** Round trips of each side in a round. */
const trips = 200;
const rounds = 5;

/** Milliseconds of a round trip of one message over a port, median; `bare`: the other end only sends it back. */
const trip = (page: Page, bare: boolean): Promise<number> =>
  page.evaluate(
    async ({ trips, bare }) => {
      const { port1: ours, port2: theirs } = new MessageChannel();
      if (bare) (globalThis as never as { rushesStubEcho(port: MessagePort): void }).rushesStubEcho(theirs);
      else window.postMessage('studio:port', '/', [theirs]);
      const taken: number[] = [];
      for (let i = 0; i < trips; i++) {
        const begun = performance.now();
        const answered = new Promise<MessageEvent>((resolve) => {
          ours.onmessage = resolve;
        });
        ours.postMessage(JSON.stringify({ i: String(i), p: { u: '/queue/status', b: {} } }));
        const { data } = await answered;
        if (!String(data).includes(`"i":"${i}"`)) throw new Error(`another answer: ${data}`);
        taken.push(performance.now() - begun);
      }
      ours.close();
      taken.sort((a, b) => a - b);
      return taken[Math.floor(trips / 2)] ?? Number.NaN;
    },
    { trips, bare },
  );

async function* measured(): AsyncIterable<Line> {
  const desktop = createDesktop();
  const context = await newContext();
  try {
    const page = await context.newPage();
    await desktop.start();
    await asWindow(page, desktop.app());
    // A page without the studio, which would take the port for itself.
    const address = new URL('./nothing', page.url()).href;
    await page.goto(address);
    const [bare, ours]: [number[], number[]] = [[], []];
    await trip(page, false);
    for (let round = 0; round < rounds; round++) {
      bare.push(await trip(page, true));
      ours.push(await trip(page, false));
    }
    yield told('double: round trip of a bare MessagePort, ms', bare);
    yield told('double: round trip of a call, ms', ours);
    yield atMost(3, {
      figure: 'double: a call against the bare MessagePort',
      runs: ours.map((one, i) => one / (bare[i] ?? Number.NaN)),
      value: median(ours) / median(bare),
    });
  } finally {
    await context.close();
    await closeChrome();
    await desktop.stop();
  }
}

export const calling: Figure = { name: 'call', run: measured };
