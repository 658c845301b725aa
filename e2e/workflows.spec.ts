import { personAt, sample } from './person.ts';
import { expect, test } from './studio.ts';

/** In the demo, as a person would use it: each workflow from its form to its final. */

test('chat: it is written as one watches, preview and final by themselves, and costs no credits', async ({
  open,
}) => {
  const person = personAt(open);
  await person.choose('Chat');
  await person.type('Prompt', 'Three hooks for a water bottle.');
  await expect(person.composer.getByText('0 cr · nothing is held')).toBeVisible();
  await person.make();
  await expect(person.tile('Three hooks', 'Final')).toBeVisible();
  const final = person.stage.getByRole('region', { name: 'Text of the take' });
  await expect(final).toContainText(/\w{3}/);
  await expect(person.stage.getByRole('button', { name: 'Copy text' })).toBeEnabled();
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');

  // Its script goes on to a voice.
  await person.stage.getByRole('button', { name: 'Use in Text to speech' }).click();
  await expect(person.composer.getByLabel('Script', { exact: true })).toHaveValue(/\w{3}/);
});

test('image prompt: an idea becomes a prompt in its parts', { tag: '@full' }, async ({ open }) => {
  const person = personAt(open);
  await person.choose('Image prompt');
  await person.type('Idea', 'A bottle on a kitchen counter at seven in the morning');
  await expect(person.composer.getByText('Hold 50 cr · preview 10 · final 40')).toBeVisible();
  await person.make();
  await expect(person.tile('A bottle on a kitchen', 'Preview')).toBeVisible();
  await person.approve();
  await expect(person.tile('A bottle on a kitchen', 'Final')).toBeVisible();
  const text = person.stage.getByRole('region', { name: 'Text of the take' });
  await expect(text.getByRole('heading')).toBeVisible();
  await expect(text.getByText('Without')).toBeVisible();
  // The tile says how its final relates to the preview.
  await expect(person.tile('A bottle on a kitchen', 'Final')).toHaveAccessibleName(/, new take$/);
  await expect(person.shelf.getByText('New take', { exact: true })).toBeVisible();
  await expect.poll(person.balance).toBe('950 cr · 0 held');
});

test('text to speech: the first sentence, then the whole script', { tag: '@full' }, async ({ open }) => {
  const person = personAt(open);
  await person.speak('Meet the bottle. It keeps cold for a day, and it never leaks into your bag.');
  await expect(person.tile('Meet the bottle', 'Preview')).toBeVisible();
  await person.approve();
  await expect(person.tile('Meet the bottle', 'Final')).toBeVisible();
  const lengths = async (): Promise<number[]> =>
    Promise.all(
      ['Preview', 'Final'].map((name) =>
        person.stage
          .locator(`audio[aria-label="${name} take, sound"]`)
          .evaluate((node) => (node as unknown as { duration: number }).duration),
      ),
    );
  await expect.poll(async () => ((l) => (l[1] ?? 0) > (l[0] ?? 0))(await lengths())).toBe(true);
  await expect.poll(person.balance).toBe('900 cr · 0 held');
});

for (const { workflow, credits, final, left } of [
  {
    workflow: 'Image to video',
    credits: 'Hold 150 cr · preview 30 · final 120',
    final: 5,
    left: '850',
  },
  {
    workflow: 'Image to video with sound',
    credits: 'Hold 200 cr · preview 40 · final 160',
    final: 5,
    left: '800',
  },
])
  test(`${workflow.toLowerCase()}: three seconds first, then the whole`, { tag: '@full' }, async ({
    open,
  }) => {
    const person = personAt(open);
    await person.choose(workflow);
    await person.give('Picture', sample('product.jpg'));
    await person.type('Prompt', 'A hand turns the bottle.');
    await expect(person.composer.getByText(credits)).toBeVisible();
    await person.make();
    const preview = await person.watch('Preview');
    const length = (node: unknown): number => (node as { duration: number }).duration;
    expect(await preview.evaluate(length)).toBeCloseTo(3, 0);
    await person.approve();
    await expect(person.tile('A hand turns', 'Final')).toBeVisible({ timeout: 45_000 });
    await person.tab('Final').click();
    const whole = await person.watch('Final');
    expect(await whole.evaluate(length)).toBeCloseTo(final, 0);
    await expect.poll(person.balance).toBe(`${left} cr · 0 held`);
  });

test('ugc video: a portrait and a voice become a preview, then a final beside it, and the receipt says what it cost', {
  tag: '@full',
}, async ({ open }) => {
  const person = personAt(open);
  await person.choose('UGC video');
  await person.give('Portrait or product', sample('portrait.jpg'));
  await person.give('Voice', sample('voice-12s.mp3'));
  await expect(person.composer.getByText('Hold 100 cr · preview 20 · final 80')).toBeVisible();
  await person.make();
  await person.watch('Preview');
  // In a hurry: the second click is no wish of its own.
  await person.stage
    .getByRole('button', { name: /^Make final/ })
    .first()
    .dblclick();
  await person.tab('Final').click();
  const final = await person.watch('Final');
  expect(await final.evaluate((node) => (node as unknown as { duration: number }).duration)).toBeCloseTo(
    12,
    0,
  );
  await expect(person.receipt('Charged')).toHaveText('100 cr');
  await expect.poll(person.balance).toBe('900 cr · 0 held');
  // Nothing was refused: what fails stays in the corner.
  await expect(open.getByRole('log')).toHaveText('');
  // The same moment of both.
  await open.keyboard.press('t');
  await expect(person.tab('Preview')).toBeChecked();
});
