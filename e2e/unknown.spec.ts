import { targetOf } from '../src-main/adapters/fal/models.ts';
import { tts } from '../src-shared/workflows/tts.ts';
import { type Person, personAt } from './person.ts';
import type { Providers } from './providers.ts';
import { expect, test } from './rigged.ts';

const script = 'The answer was lost on its way.';

/** The same request by somebody else's program with the same account: which of the two is ours, only a person can tell. */
async function alike({ env }: Providers): Promise<void> {
  const params = tts.params.parse({ text: script });
  const [request] = tts.toRequest('preview', { params, inputs: {}, models: tts.stages.preview.models });
  const target = request ? targetOf(request) : null;
  const answer = await fetch(`${env.RUSHES_FAL_URL}/queue.fal.run/${target?.endpoint}`, {
    method: 'POST',
    headers: { authorization: 'Key somebody-elses', 'content-type': 'application/json' },
    body: JSON.stringify(target?.input),
  });
  expect(answer.status).toBe(200);
}

async function loseAnswer(person: Person, providers: Providers): Promise<void> {
  await alike(providers);
  await providers.fault({ provider: 'fal', call: 'submit', mode: 'accept-then-reset' });
  await person.speak(script);
  await expect(person.tile(script, 'Decide')).toBeVisible();
  await expect(person.stage.getByText('We could not find out whether this ran')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
}

const submits = async (providers: Providers) =>
  (await providers.requests()).filter((one) => one.call === 'submit' && one.accepted);

test('unknown, and it is there: its result is fetched and not paid again', async ({ open, providers }) => {
  const person = personAt(open);
  await loseAnswer(person, providers);
  const ours = (await submits(providers)).at(-1)?.requestId ?? '';
  await person.stage.getByRole('radio', { name: /^It is there/ }).check();
  await person.stage.getByLabel('Request id').fill(ours);
  await person.stage.getByRole('button', { name: 'Fetch it' }).click();
  await expect(person.tile(script, 'Preview')).toBeVisible();
  // The other's and ours.
  expect(await submits(providers)).toHaveLength(2);
});

test('unknown, and it is not there: the job ends, its credits come back', { tag: '@full' }, async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  await loseAnswer(person, providers);
  await person.stage.getByRole('radio', { name: /^It is not there/ }).check();
  await person.stage.getByRole('button', { name: 'End the job' }).click();
  await expect(person.tile(script, 'Failed · not charged')).toBeVisible();
  await expect(
    person.stage.getByText('You said that the provider did not run it.', { exact: true }),
  ).toBeVisible();
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
  expect(await submits(providers)).toHaveLength(2);
});

test('unknown, and paid again on purpose: it says what that may cost, then sends it once more', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await loseAnswer(person, providers);
  await expect(person.stage.getByText('If the first one did run, the provider bills both.')).toBeVisible();
  await person.stage.getByRole('radio', { name: /^Send it again/ }).check();
  // Pressed twice it is said once: the second press is not a word on whatever is in question then.
  await person.stage.getByRole('button', { name: 'Send it again' }).dblclick();
  await expect(person.tile(script, 'Preview')).toBeVisible();
  expect(await submits(providers)).toHaveLength(3);
  await expect(open.getByText('does not allow')).toHaveCount(0);
});

test('unknown, and the provider finds it: nobody is asked', { tag: '@full' }, async ({ open, providers }) => {
  const person = personAt(open);
  await providers.fault({ provider: 'fal', call: 'submit', mode: 'accept-then-reset' });
  await person.speak(script);
  await expect(person.tile(script, 'Preview')).toBeVisible();
  expect(await submits(providers)).toHaveLength(1);
});

test('checking: it says not to run it again, holds the credits, and sends nothing', { tag: '@full' }, async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  await providers.fault({ provider: 'fal', call: 'submit', mode: 'reset' });
  await person.speak(script);
  await expect(person.tile(script, 'Checking')).toBeVisible();
  await expect(person.stage.getByText('We are checking. Do not run it again yet.')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
  expect(await submits(providers)).toEqual([]);
});
