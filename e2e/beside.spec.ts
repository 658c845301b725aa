import { personAt } from './person.ts';
import { expect, test } from './rigged.ts';

type Told = { job: { id: string; state: string } };

test('beside: a job of the command line appears in the studio, and each sees what the other decides', async ({
  open,
  studio,
}) => {
  const person = personAt(open);
  const said = (await studio.rushes('run', 'tts', '--text', 'Typed in a terminal.', '--no-wait')) as Told;
  await expect(person.tile('Typed in a terminal', 'Preview')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');

  await studio.rushes('reject', said.job.id);
  await expect(person.tile('Typed in a terminal', 'Rejected · charged 20')).toBeVisible();
  await expect.poll(person.balance).toBe('980 cr · 0 held');

  await person.speak('Typed in the studio.');
  await expect(person.tile('Typed in the studio', 'Preview')).toBeVisible();
  await person.stage.getByRole('button', { name: /^Reject/ }).click();
  await expect(person.tile('Typed in the studio', 'Rejected · charged 20')).toBeVisible();
  const { jobs } = (await studio.rushes('jobs')) as unknown as { jobs: Told['job'][] };
  expect(jobs.map((job) => job.state)).toEqual(['rejected', 'rejected']);
  expect(await studio.rushes('credits')).toMatchObject({ available: 960, held: 0 });
});
