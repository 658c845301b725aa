import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { personAt } from './person.ts';
import { sha256 } from './providers.ts';
import { expect, testWithoutKeys as test } from './rigged.ts';

const canaries = {
  OpenRouter: 'sk-or-v1-canary0f3c9d5be1a7246889canary',
  fal: 'canary7d21-4f60:0b5ec0ffee93a1d4canary',
};
/** What is looked for: the part that no other text has, so that a piece of a key counts too. */
const marks = ['0f3c9d5be1a7246889', '0b5ec0ffee93a1d4'];

const holds = (where: string, text: string | Buffer): string[] =>
  marks.filter((mark) => text.includes(mark)).map((mark) => `${mark} in ${where}`);

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** All that the page's engine has in memory. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const pieces: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => pieces.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot');
  await session.detach();
  return pieces.join('');
}

test('a key goes in through Settings and is found nowhere but in what the provider is sent', {
  tag: '@full',
}, async ({ frames: { sent, heard }, open, studio, providers }) => {
  const person = personAt(open);
  const pages = open.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('button', { name: 'Settings' }).click();
  for (const [provider, key] of Object.entries(canaries)) {
    await open.getByRole('button', { name: `Add a key: ${provider}` }).click();
    await open.getByLabel(`Key of ${provider}`).fill(key);
    await open.getByRole('button', { name: 'Check and save' }).click();
    const memory = open.getByRole('button', { name: 'Keep it in memory for this run' });
    const saved = open.getByRole('log').getByText(`The key of ${provider} is saved.`);
    // A machine without a keychain asks.
    await expect(memory.or(saved).first()).toBeVisible();
    if (await memory.isVisible()) await memory.click();
    await expect(saved).toBeVisible();
  }
  await pages.getByRole('button', { name: 'Studio' }).click();
  await person.speak('Paid with a key that nobody sees.');
  await expect(person.tile('Paid with a key', 'Preview')).toBeVisible();
  await person.approve();
  await expect(person.tile('Paid with a key', 'Final')).toBeVisible();
  await providers.fault({ provider: 'openrouter', call: 'chat', mode: '422', message: canaries.OpenRouter });
  await person.choose('Chat');
  await person.type('Prompt', 'What is my key?');
  await person.make();
  await expect(person.tile('What is my key', 'Failed · not charged')).toBeVisible();
  for (const page of ['Library', 'Spend', 'Settings', 'Studio'])
    await pages.getByRole('button', { name: page }).click();
  await expect(person.composer).toBeVisible();

  // The providers had them.
  const asked = await providers.requests();
  expect(asked.map((one) => one.authSha256)).toEqual(
    expect.arrayContaining([sha256(canaries.OpenRouter), sha256(canaries.fal)]),
  );
  // Nobody else has: the page sent each to the engine, and nothing came back.
  expect(sent.flatMap((frame) => holds('a frame', frame)).length).toBeGreaterThan(0);
  const stored = await open.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
  const memory = await heapOf(open);
  // What is on the screen is found there: a key would be too.
  expect(memory).toContain('Paid with a key that nobody sees.');
  const found = [
    ...filesOf(studio.home).flatMap((file) => holds(file, readFileSync(file))),
    ...holds('the page', await open.content()),
    ...holds('its storage', stored),
    ...heard.flatMap((frame) => holds('a frame that was heard', frame)),
    ...holds('its memory', memory),
  ];
  expect(found).toEqual([]);
});
