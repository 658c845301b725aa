import { personAt, sample } from './person.ts';
import { expect, test } from './rigged.ts';

type Job = { id: string; params: Record<string, unknown>; inputs: { sha256: string }[] };
const jobsOf = async (studio: { rushes(...args: string[]): Promise<Record<string, unknown>> }) =>
  (await studio.rushes('jobs')).jobs as Job[];

test('use these settings again: the form is as it was, and a press makes a second job alike, paid once', {
  tag: '@full',
}, async ({ open, studio, providers }) => {
  const person = personAt(open);
  await studio.rushes(
    ...['run', 'tts', '--text', 'Said with feeling.', '--voice', 'George', '--stability', '0.3'],
    ...['--similarity', '0.9', '--style', '0.4', '--speed', '1.1', '--language', 'en', '--review', 'auto'],
  );
  await expect.poll(person.balance).toBe('900 cr · 0 held');
  await person.choose('Text to speech');
  await person.type('Script', 'Something else by now.');
  await person.tile('Said with feeling').click();
  await person.inspector.getByRole('button', { name: 'Use these settings again' }).click();
  const script = person.composer.getByLabel('Script', { exact: true });
  await expect(script).toHaveValue('Said with feeling.');
  await expect(person.composer.getByRole('button', { name: /^Voice: George/ })).toBeVisible();
  await expect(person.composer.getByText('You have this already')).toBeVisible();

  // What stood there before is not lost.
  const log = open.getByRole('log');
  await expect(log.getByText('The form was filled anew.')).toBeVisible();
  await log.getByRole('button', { name: 'Undo' }).click();
  await expect(script).toHaveValue('Something else by now.');
  await person.inspector.getByRole('button', { name: 'Use these settings again' }).click();
  await expect(script).toHaveValue('Said with feeling.');

  await person.make();
  await expect(person.tile('Said with feeling', 'Preview')).toBeVisible();
  await expect(person.tile('Said with feeling')).toHaveCount(2);
  await expect.poll(person.balance).toBe('800 cr · 100 held');
  const [second, first] = await jobsOf(studio);
  expect(second?.id).not.toBe(first?.id);
  expect(second?.params).toEqual(first?.params);
  expect(second?.params).toMatchObject({ voice: 'George', stability: 0.3, speed: 1.1, language: 'en' });
  await person.approve();
  await expect(person.tile('Said with feeling', 'Final')).toHaveCount(2);
  await expect.poll(person.balance).toBe('800 cr · 0 held');
  const accepted = (await providers.requests()).filter((one) => one.call === 'submit' && one.accepted);
  expect(accepted).toHaveLength(4);
});

test('use these settings again: the picture comes along, and is the same file', { tag: '@full' }, async ({
  open,
  studio,
}) => {
  const person = personAt(open);
  const picture = sample('product.jpg');
  await studio.rushes(
    ...['run', 'image_prompt', '--prompt', 'A bottle in the sun', '--image', picture],
    ...['--style', 'studio', '--aspect-ratio', '4:5', '--review', 'hold'],
  );
  await person.tile('A bottle in the sun').click();
  await person.inspector.getByRole('button', { name: 'Use these settings again' }).click();
  await expect(person.composer.getByLabel('Idea', { exact: true })).toHaveValue('A bottle in the sun');
  await expect(person.composer.getByText('product.jpg')).toBeVisible();
  await person.make();
  await expect(person.tile('A bottle in the sun', 'Preview')).toHaveCount(2);
  const [second, first] = await jobsOf(studio);
  expect(second?.params).toMatchObject({ style: 'studio', aspect_ratio: '4:5' });
  expect(second?.inputs.map(({ sha256 }) => sha256)).toEqual(first?.inputs.map(({ sha256 }) => sha256));
  expect(second?.inputs).toHaveLength(1);
});
