import type { Page } from '@playwright/test';
import { filledBy } from './filled.ts';
import type { Studio } from './process.ts';

/** The jobs of a studio by their script. */
export async function jobOf(studio: Studio, text: string): Promise<string> {
  const { jobs } = (await studio.rushes('jobs')) as { jobs: { id: string; params: { text?: string } }[] };
  return jobs.find(({ params }) => params.text === text)?.id ?? '';
}

/** One job of each way that credits go: all charged, part given back, all given back, held. */
export const test = filledBy(async (studio) => {
  const speak = (text: string, ...how: string[]) => studio.rushes('run', 'tts', '--text', text, ...how);
  await speak('Kept to its final.', '--review', 'auto');
  await speak('Rejected at once.', '--review', 'hold');
  await studio.rushes('reject', await jobOf(studio, 'Rejected at once.'));
  await studio.rushes('pause');
  await speak('Cancelled while it waits.', '--no-wait');
  await studio.rushes('cancel', await jobOf(studio, 'Cancelled while it waits.'));
  await studio.rushes('resume');
  await speak('Held for its decision.', '--review', 'hold');
});

export type Row = { kind: string; job: string; amount: string; available: number; reason: string };

export const numberIn = (text: string): number => Number(text.replace(/[^\d]/g, ''));

/** The page with the balance and the ledger. */
export async function openSpend(page: Page) {
  const show = (): Promise<void> =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Spend' }).click();
  await show();
  const ledger = page.getByRole('region', { name: 'Ledger', exact: true });
  const table = ledger.getByRole('table');
  const main = page.getByRole('main');
  const choose = async (filter: RegExp, value: string): Promise<void> => {
    await ledger.getByRole('button', { name: filter }).click();
    await page.getByRole('menuitemradio', { name: value, exact: true }).click();
  };
  return {
    show,
    main,
    ledger,
    table,
    holds: main.getByRole('region', { name: 'Held now' }),
    log: page.getByRole('log'),

    /** What the page says of the balance, by its words. */
    async balance(): Promise<Record<string, number>> {
      const says = async (part: string): Promise<[string, number]> => [
        part,
        numberIn(await main.locator(`dt:text-is("${part}") + dd`).innerText()),
      ];
      return Object.fromEntries(await Promise.all(['Available', 'Held', 'Spent', 'Added'].map(says)));
    },

    /** The rows of the ledger, newest first. */
    async rows(): Promise<Row[]> {
      const cells = await table
        .getByRole('row')
        .evaluateAll((rows) =>
          rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
        );
      return cells
        .filter(({ length }) => length === 6)
        .map(([, kind = '', job = '', amount = '', available = '', reason = '']) => ({
          kind,
          job,
          amount,
          available: numberIn(available),
          reason,
        }));
    },

    pick: (kind: string): Promise<void> => choose(/^Kind: /, kind),
    pickTime: (period: string): Promise<void> => choose(/^Time: /, period),
  };
}
