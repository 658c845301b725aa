import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { workflows } from '../../src-shared/workflows/registry.ts';
import { defineWorkflow } from '../../src-shared/workflows/workflow.ts';
import { startMs } from '../ledger/world.ts';
import { engineWith } from './scratch.ts';

/** A seventh workflow: this one file and one line of a registry. */
const slogan = defineWorkflow({
  id: 'slogan',
  title: 'Slogan',
  summary: 'Five words for a product.',
  provider: 'openrouter',
  params: z.strictObject({ product: z.string().check(z.minLength(1), z.maxLength(80)) }),
  fields: [
    {
      name: 'product',
      label: 'Product',
      widget: 'text',
      required: true,
      rule: 'a text of 1 to 80 characters',
      max: 80,
    },
  ],
  review: 'hold',
  relation: 'new_take',
  credits: () => 7,
  stages: {
    preview: { models: ['a/model'], limit: 'one', expectedSeconds: 1 },
    final: { models: ['a/model'], limit: 'five', expectedSeconds: 1 },
  },
  toRequest: (stage, { params: p, models }) => [
    {
      task: 'text',
      provider: 'openrouter',
      models: [...models],
      messages: [
        { role: 'user', text: `${stage === 'preview' ? 'One slogan' : 'Five slogans'} for ${p.product}` },
      ],
      maxTokens: 50,
      temperature: 1,
    },
  ],
  steps: { preview: [], final: [] },
});

const folder = mkdtempSync(join(tmpdir(), 'rushes-seventh-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a workflow of a registry of one’s own is checked, priced, run and charged', async () => {
  const profile = openProfile(join(folder, 'profile'));
  if (!profile) throw new Error('the profile is in use');
  const engine = engineWith(profile, { clock: fakeClock(startMs), workflows: [...workflows, slogan] });
  engine.write(() => engine.ledger.grant(100, 'for-the-test', 'a test'));
  await expect(engine.making.make({ workflow: 'slogan', params: {} })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    facts: { field: 'product', rule: 'a text of 1 to 80 characters' },
  });
  engine.start();
  const [row] = await engine.making.make({ workflow: 'slogan', params: { product: 'soap' }, review: 'auto' });
  const id = row?.id ?? '';
  const job = await new Promise<ReturnType<typeof engine.show>>((resolve) => {
    engine.events.subscribe((event) => {
      if (event.type === 'job' && event.job.state === 'completed') resolve(event.job);
    });
    if (engine.show(id).state === 'completed') resolve(engine.show(id));
  });
  expect(job.hold).toMatchObject({ state: 'captured', captured: 7 });
  expect(job.takes.map((take) => readFileSync(take.assets[0]?.path ?? '', 'utf8'))).toEqual([
    'You asked: One slogan for soap',
    'You asked: Five slogans for soap',
  ]);
  await engine.stop();
  profile.close();
});
