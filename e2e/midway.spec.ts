import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

test('a page that comes back in the middle of an answer shows it from its beginning', {
  tag: '@full',
}, async ({ open, providers }) => {
  await providers.fault({ provider: 'openrouter', call: 'chat', mode: 'stalled-stream', ms: 1_000 });
  const person = personAt(open);
  await person.choose('Chat');
  await person.type('Prompt', 'Three hooks for a water bottle.');
  await person.make();
  const text = person.stage.getByRole('region', { name: 'Text of the take' });
  await expect(text).toHaveText(/\w{3}/);
  const begun = (await text.innerText()).trim();
  await open.reload();
  await expect(text).toContainText(begun);
  // Or the studio would wait for the rest when it ends.
  await person.stage.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(person.tile('Three hooks', 'Cancelled.*')).toBeVisible();
});
