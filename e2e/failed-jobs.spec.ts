import { toldInStudio } from '../src-renderer/texts/errors.ts';
import {
  type OutcomeCode,
  outcomeCodes,
  RushesError,
  type StoredError,
} from '../src-shared/contract/errors.ts';
import { copyFailed, type Failed } from './copies.ts';
import { copyHome, leftBy } from './filled.ts';
import { personAt } from './person.ts';
import { test as base, expect } from './rigged.ts';

/** Told of a job that still waits, and of one that a person has ended: none of them is a failed one. */
const ofNoFailedJob: readonly OutcomeCode[] = ['not_sent', 'being_checked', 'cancelled_by_you'];
const codes = outcomeCodes.filter((code) => !ofNoFailedJob.includes(code));

/** What the engine stores with some of them besides the provider. */
const facts: Partial<Record<OutcomeCode, Partial<StoredError>>> = {
  input_refused: { field: 'speed', rule: 'le 1.2', detail: 'Input should be less than or equal to 1.2' },
  content_refused: { detail: 'It was flagged by a content checker.' },
  answer_unusable: { detail: 'it ended by length' },
  stream_broken: { charged: null },
  outcome_unknown: { charged: null },
  download_broken: { detail: '500 of 2000 bytes came.' },
  result_refused: { rule: 'a sound was expected and text/html came' },
  input_missing: { subject: 'the voice' },
  media_refused: { subject: 'The file', rule: 'it is damaged' },
  media_missing: { subject: undefined },
  media_failed: { subject: undefined, detail: 'the media program ended' },
  disk_full: { subject: undefined },
};

/** Each as the engine stores it, with its attempt; and each where nothing is known but the code, before anything was sent. */
const seeded: readonly Failed[] = [
  ...codes.map((code) => ({ error: { code, subject: 'fal', ...facts[code] }, tried: true })),
  ...codes.map((code) => ({ error: { code }, tried: false })),
  { error: { code: 'INTERNAL' as const }, tried: false },
].map((one, n) => ({ ...one, name: `Case ${n + 1}.` }));

const test = base.extend({
  studio: async ({ providers, make }, use) => {
    const home = await leftBy(providers.env, async (before) => {
      await providers.fault({ provider: 'fal', call: 'submit', mode: '422' });
      await before.rushes('run', 'tts', '--text', 'The one that is copied.');
    });
    copyFailed(home.path, seeded);
    const studio = make({ demo: false, env: providers.env, prepare: (path) => copyHome(home.path, path) });
    home.remove();
    await use(studio);
    await studio.stop();
  },
});

/** What no person should ever read: holes in a sentence, names of the program, and its commands. */
const machine = /undefined|\bnull\b|NaN|\[object|[{}`]|\b[a-z]+_[a-z_]+\b|\brushes [a-z]|--[a-z]/;

test('every way in which a job can fail: the cause, what it cost, the next step, and the technical text folded', {
  tag: '@full',
}, async ({ open }) => {
  test.setTimeout(240_000);
  await open.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const person = personAt(open);
  const technical = person.stage.locator('details').filter({ hasText: 'Technical details' });
  // The tiles of the shelf say it as well.
  const charge = person.stage.getByText('not charged', { exact: true }).and(open.locator(':not(li *)'));
  await expect.poll(person.balance).toBe('1,000 cr · 0 held');
  await person.shelf.getByRole('button').first().click();
  for (const { name, error, tried } of seeded.toReversed()) {
    await test.step(`${error.code}${tried ? '' : ', nothing else known'}`, async () => {
      await expect(person.tile(name.replace('.', '\\.'), 'Failed · not charged')).toHaveAttribute(
        'aria-current',
        'true',
      );
      await expect(person.inspector.getByText(name, { exact: true }).first()).toBeVisible();
      const { message, next, charged } = toldInStudio(new RushesError(error.code, error));
      const cause = error.field === undefined ? message : message.replace('refused speed.', 'refused Speed.');
      await expect(person.stage.getByText(cause, { exact: true })).toBeVisible();
      await expect(person.stage.getByText(next, { exact: true })).toBeVisible();
      await expect(charge).toBeVisible();
      await expect(person.receipt('Charged')).toHaveText('Not charged');
      await expect(person.stage.getByText('The provider may have billed you for it.')).toHaveCount(
        charged === null ? 1 : 0,
      );
      expect(await person.stage.innerText()).not.toMatch(machine);

      const text = technical.locator('pre');
      await expect(text).toBeHidden();
      await technical.locator('summary').click();
      await expect(text).toContainText(`code ${error.code}`);
      await technical.getByRole('button', { name: 'Copy' }).click();
      await expect
        .poll(() => open.evaluate(() => navigator.clipboard.readText()))
        .toBe(await text.textContent());
    });
    await person.shelf.locator('[data-tile][aria-current="true"]').press('ArrowRight');
  }
});
