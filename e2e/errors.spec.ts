import { toldInStudio } from '../src-renderer/texts/errors.ts';
import { errorCodes, RushesError } from '../src-shared/contract/errors.ts';
import { personAt } from './person.ts';
import type { Fault } from './providers.ts';
import { expect, test } from './rigged.ts';

type Case = { name: string; faults: Fault[]; says: string; next: string; tile: string };
const chat = (mode: string, times = 1): Fault[] => [{ provider: 'openrouter', call: 'chat', mode, times }];
const notCharged = 'Failed · not charged';

/** What a provider can answer, what the stage says of it, and the next step. */
const answers: Case[] = [
  {
    name: 'a refused input',
    faults: chat('422'),
    says: 'OpenRouter refused',
    next: 'Change it and make a new job.',
    tile: notCharged,
  },
  {
    name: 'a refused content',
    faults: chat('403-moderation'),
    says: 'OpenRouter refused the content.',
    next: 'Change the text and make a new job.',
    tile: notCharged,
  },
  {
    name: 'a model that is gone',
    faults: chat('404-gone'),
    says: 'OpenRouter no longer has this model.',
    next: 'Choose another model in the settings, then retry.',
    tile: notCharged,
  },
  {
    name: 'a stream that broke',
    faults: chat('stream-cut'),
    says: 'The answer broke off.',
    next: 'Retry to ask again.',
    tile: notCharged,
  },
  {
    name: 'no money left',
    faults: chat('402-credits'),
    says: 'Waits for money at the provider',
    next: 'Top up your account at the provider, then go on.',
    tile: 'Held',
  },
];

test('every answer of a provider is told on the stage: cause, whether it was charged, next step', async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  await person.choose('Chat');
  for (const { name, faults, says, next, tile } of answers) {
    for (const fault of faults) await providers.fault(fault);
    await person.type('Prompt', `To meet ${name}`);
    await person.make();
    await expect(person.tile(`To meet ${name}`, tile)).toBeVisible();
    await expect(person.stage.getByText(says, { exact: false }).first()).toBeVisible();
    await expect(person.stage.getByText(next, { exact: false }).first()).toBeVisible();
  }
  // Once it is topped up, a press goes on.
  await person.stage.getByRole('button', { name: 'I have topped up' }).click();
  await expect(person.tile('To meet no money left', 'Final')).toBeVisible();
});

/** The same of a result that is not what was asked for; a fault as often as the engine tries. */
const results: Case[] = [
  {
    name: 'a refused script',
    faults: [{ provider: 'fal', call: 'submit', mode: '422', error_type: 'string_too_long' }],
    says: 'fal refused Script.',
    next: 'Change it and make a new job.',
    tile: notCharged,
  },
  {
    name: 'a broken machine',
    faults: [{ provider: 'fal', call: 'submit', mode: 'failed', times: 3 }],
    says: 'fal failed to make it.',
    next: 'Retry.',
    tile: notCharged,
  },
  {
    name: 'a result that has expired',
    faults: [{ provider: 'fal', call: 'result', mode: 'expired' }],
    says: 'has expired',
    next: 'Retry.',
    tile: notCharged,
  },
];

test('a result that cannot be used is told too, and costs nothing', { tag: '@full' }, async ({
  open,
  providers,
}) => {
  const person = personAt(open);
  for (const { name, faults, says, next, tile } of results) {
    for (const fault of faults) await providers.fault(fault);
    await person.speak(`To meet ${name}.`);
    await expect(person.tile(`To meet ${name}`, tile)).toBeVisible();
    await expect(person.stage.getByText(says, { exact: false }).first()).toBeVisible();
    await expect(person.stage.getByText(next, { exact: false }).first()).toBeVisible();
    const again = person.stage.getByRole('button', { name: 'Use these settings again' });
    await expect(again).toHaveCount(name === 'a refused script' ? 1 : 0);
  }
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
});

test('a key that is refused: the job waits for a good one, and the way to it is a press away', {
  tag: '@full',
}, async ({ open, providers }) => {
  const person = personAt(open);
  await providers.fault({ provider: 'fal', call: 'submit', mode: '401', times: -1 });
  await person.speak('Nobody lets me in.');
  await expect(person.tile('Nobody lets me in', 'Held')).toBeVisible();
  await expect(person.stage.getByText('Waits for a key')).toBeVisible();
  await expect.poll(person.balance).toBe('900 cr · 100 held');
  await person.stage.getByRole('button', { name: 'Open Settings' }).click();
  await expect(open.getByRole('heading', { name: 'Keys' })).toBeVisible();
});

test('too few credits: it is said before and after the press, and nothing is held', { tag: '@full' }, async ({
  open,
  studio,
}) => {
  const person = personAt(open);
  await person.choose('Text to speech');
  for (let n = 0; n < 7; n++) await person.composer.getByRole('button', { name: 'One take more' }).click();
  await studio.rushes('run', 'tts', '--text', 'One.', '--count', '3', '--no-wait');
  await person.type('Script', 'Eight of these are too many.');
  await expect(person.composer.getByText('100 cr short')).toBeVisible();
  await person.make();
  await expect(
    person.composer.getByText('This holds 800 credits and 700 are available.', { exact: false }),
  ).toBeVisible();
  await expect(person.tile('Eight of these')).toHaveCount(0);
});

/** Told where Rushes starts, on the terminal: there is no studio then. */
const beforeTheStudio = /^(DATABASE_|PROFILE_UNUSABLE|KEYS_DIFFER)/;

test('every sentence of the catalogue, as the studio tells it, is whole and speaks of no command', () => {
  const wrong: string[] = [];
  const facts = { field: 'text', rule: 'short', found: 'long', subject: 'fal', detail: 'Because.' };
  for (const code of errorCodes.filter((one) => !beforeTheStudio.test(one)))
    for (const known of [{}, facts]) {
      const { message, next } = toldInStudio(new RushesError(code, known));
      for (const said of [message, next])
        if (!/^\S.*[.!?)]$/s.test(said) || /undefined|null|NaN|\[object|`|--|rushes [a-z]/.test(said))
          wrong.push(`${code}: ${said}`);
    }
  expect(wrong).toEqual([]);
});
