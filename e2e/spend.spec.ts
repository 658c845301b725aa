import { personAt } from './person.ts';
import { numberIn, openSpend, type Row, test } from './spend.ts';
import { expect } from './studio.ts';

/** What a row does to the available credits. */
const moved = ({ amount }: Row): number => {
  const credits = numberIn(amount);
  return amount.startsWith('−') ? -credits : amount.startsWith('+') ? credits : 0;
};

/** Each row leaves what the row before it left and its own. */
function addUp(rows: readonly Row[]): void {
  for (const [i, row] of rows.entries())
    expect({ ...row, available: row.available }).toMatchObject({
      available: (rows[i + 1]?.available ?? 0) + moved(row),
    });
}

test('spend: the ledger of a final, a reject, a cancel and a job that waits adds up to the balance', {
  tag: '@full',
}, async ({ open }) => {
  const { balance, rows } = await openSpend(open);
  await expect.poll(balance).toEqual({ Available: 780, Held: 100, Spent: 120, Added: 1000 });
  await expect.poll(async () => (await rows()).length).toBe(9);
  const all = await rows();
  expect(all.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
    'Held −100',
    'Given back +100',
    'Held −100',
    'Given back +80',
    'Charged 20',
    'Held −100',
    'Charged 100',
    'Held −100',
    'Added +1,000',
  ]);
  addUp(all);
  expect(all[0]?.available).toBe(780);
  // Each names its job in the words that were asked for.
  expect(all[0]?.job).toContain('Held for its decision.');
  expect(all[1]?.job).toContain('Cancelled while it waits.');
  expect(all[6]?.job).toContain('Kept to its final.');
  await expect.poll(personAt(open).balance).toBe('780 cr · 100 held');
});

test('spend: what is held is listed with its job, leads to it, and goes when the job ends', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { holds, show, balance } = await openSpend(open);
  const hold = holds.getByRole('button', { name: /^Held for its decision\./ });
  await expect(hold).toContainText('Preview');
  await expect(hold).toContainText('100');
  await hold.click();
  await expect(person.inspector.getByText('Held for its decision.').first()).toBeVisible();
  await person.stage.getByRole('button', { name: /^Reject/ }).click();
  await expect(person.tile('Held for its decision', 'Rejected · charged 20')).toBeVisible();
  await show();
  await expect(holds.getByText('Nothing is held.')).toBeVisible();
  await expect.poll(balance).toEqual({ Available: 860, Held: 0, Spent: 140, Added: 1000 });
});

test('spend: a refund asks why, gives all of it back, and the ledger keeps both rows', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  const { table, rows, balance, show, log } = await openSpend(open);
  await table
    .getByRole('button', { name: /Kept to its final/ })
    .first()
    .click();
  await person.inspector.getByRole('button', { name: 'Refund…' }).click();
  const dialog = open.getByRole('dialog', { name: 'Refund this job' });
  await expect(dialog).toContainText('100 cr go back to your balance.');
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click();
  await expect(dialog.getByText('Say in a word why: it stands in the ledger.')).toBeVisible();
  await dialog.getByLabel('Why').fill('The voice was wrong.');
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click();
  await expect(log).toContainText('100 cr refunded.');
  await expect(person.receipt('Refunded')).toHaveText('100 cr');
  await expect(person.inspector.getByRole('button', { name: 'Refund…' })).toHaveCount(0);
  await show();
  await expect.poll(balance).toEqual({ Available: 880, Held: 100, Spent: 20, Added: 1000 });
  await expect.poll(async () => (await rows()).length).toBe(10);
  const all = await rows();
  expect(all[0]).toMatchObject({ kind: 'Refunded', amount: '+100', reason: 'The voice was wrong.' });
  expect(all.filter(({ kind, amount }) => kind === 'Charged' && amount === '100')).toHaveLength(1);
  addUp(all);
});

test('spend: the filters show one kind of row and one time, say when there is none, and lead back to all', {
  tag: '@full',
}, async ({ open }) => {
  const { pick, pickTime, rows, ledger, show } = await openSpend(open);
  const kinds = async (): Promise<string[]> => (await rows()).map(({ kind }) => kind);
  await pick('Charged');
  await expect.poll(kinds).toEqual(['Charged', 'Charged']);
  await pick('Given back');
  await expect.poll(kinds).toEqual(['Given back', 'Given back']);
  await pick('Refunded');
  await expect(ledger.getByText('No row fits')).toBeVisible();
  await ledger.getByRole('button', { name: 'Show the whole ledger' }).click();
  await expect.poll(async () => (await kinds()).length).toBe(9);

  // All of it was made now.
  await pick('Charged');
  await pickTime('Last month');
  await expect(ledger.getByText('No row fits')).toBeVisible();
  await pickTime('Last 7 days');
  await expect.poll(kinds).toEqual(['Charged', 'Charged']);
  await pick('Every kind');
  await expect.poll(async () => (await kinds()).length).toBe(9);

  // A page that stays open over midnight has another today.
  await pickTime('Today');
  await expect.poll(async () => (await kinds()).length).toBe(9);
  await open.clock.setFixedTime(Date.now() + 86_400_000);
  await open.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Studio' }).click();
  await show();
  await expect(ledger.getByText('No row fits')).toBeVisible();
});
