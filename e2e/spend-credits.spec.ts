import { readFileSync } from 'node:fs';
import { jobOf, openSpend, test } from './spend.ts';
import { expect } from './studio.ts';

/** Rows of a CSV as RFC 4180 has them. */
function parsed(text: string): Record<string, string>[] {
  const rows = text
    .split('\r\n')
    .slice(0, -1)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
  const [header = [], ...body] = rows;
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

test('spend: the CSV has every row, its sums are the balance that is shown, and no note in it is a formula', {
  tag: '@full',
}, async ({ open, studio }) => {
  const note = '=HYPERLINK("x"), wrong voice';
  await studio.rushes('refund', await jobOf(studio, 'Rejected at once.'), '--note', note);
  const { ledger, balance, rows, pick } = await openSpend(open);
  await expect.poll(async () => (await rows()).length).toBe(10);
  const save = async (): Promise<Record<string, string>[]> => {
    const coming = open.waitForEvent('download');
    await ledger.getByRole('button', { name: 'Export CSV' }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/^rushes-ledger-\d{4}-\d\d-\d\d\.csv$/);
    return parsed(readFileSync(await file.path(), 'utf8'));
  };
  const all = await save();
  expect(Object.keys(all[0] ?? {})).toEqual(['id', 'at', 'kind', 'job', 'amount', 'available', 'reason']);
  const sum = (kind: string): number =>
    all.filter((row) => row.kind === kind).reduce((total, { amount }) => total + Number(amount), 0);
  const [granted, held, captured, released, refunded] = [
    sum('grant'),
    sum('hold'),
    sum('capture'),
    sum('release'),
    sum('refund'),
  ] as [number, number, number, number, number];
  expect(all).toHaveLength(10);
  expect({
    Available: granted - held + released + refunded,
    Held: held - captured - released,
    Spent: captured - refunded,
    Added: granted,
  }).toEqual(await balance());
  expect(all[0]).toMatchObject({ kind: 'refund', amount: '20', reason: `'${note}`, available: '800' });

  // Of the kind that is shown, where one is.
  await pick('Charged');
  await expect.poll(async () => (await rows()).length).toBe(2);
  expect((await save()).map(({ kind }) => kind)).toEqual(['capture', 'capture']);
});

test('spend: credits are added in a dialog that says what it takes, and stand in the ledger with their note', {
  tag: '@full',
}, async ({ open }) => {
  const { rows, balance, main, log } = await openSpend(open);
  await main.getByRole('button', { name: 'Add credits' }).click();
  const dialog = open.getByRole('dialog', { name: 'Add credits' });
  const credits = dialog.getByLabel('Credits', { exact: true });
  await credits.fill('a few');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByText('A whole number from 1 to 1,000,000,000.')).toBeVisible();
  await expect(credits).toHaveAttribute('aria-invalid', 'true');
  await credits.fill('2,500');
  await dialog.getByLabel('Note').fill('For December.');
  await dialog.getByRole('button', { name: 'Add 2,500 cr' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(log).toContainText('2,500 credits added');
  await expect.poll(balance).toEqual({ Available: 3280, Held: 100, Spent: 120, Added: 3500 });
  await expect
    .poll(async () => (await rows())[0])
    .toMatchObject({ kind: 'Added', amount: '+2,500', available: 3280, reason: 'For December.' });
});

test('spend: a budget is set, shows how much of it is used, is changed and taken away, also over a reload', {
  tag: '@full',
}, async ({ open }) => {
  const { main, show } = await openSpend(open);
  const budgets = main.getByRole('region', { name: 'Budgets' });
  const limit = budgets.getByLabel('Today, limit in Credits');
  const meter = budgets.getByRole('meter', { name: 'Today, Credits used' });
  await expect(limit).toHaveValue('');
  await expect(meter).toHaveCount(0);
  await limit.fill('440');
  await limit.press('Enter');
  // What is held counts as what is charged.
  await expect(meter).toHaveAttribute('aria-valuenow', '50');
  await expect(meter).toHaveAttribute('aria-valuetext', '220 used');
  await limit.fill('much');
  await limit.press('Enter');
  await expect(budgets.getByRole('alert')).toHaveText('A whole number, or empty.');
  await limit.press('Escape');
  await expect(limit).toHaveValue('440');
  await expect(budgets.getByRole('alert')).toHaveCount(0);

  await open.reload();
  await show();
  await expect(limit).toHaveValue('440');
  await limit.fill('1,100');
  await limit.press('Enter');
  await expect(meter).toHaveAttribute('aria-valuenow', '20');
  await limit.fill('');
  await limit.press('Enter');
  await expect(meter).toHaveCount(0);
  await open.reload();
  await show();
  await expect(budgets.getByText('220 used').first()).toBeVisible();
  await expect(limit).toHaveValue('');
});
