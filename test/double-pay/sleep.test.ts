import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import { answering, engineOn, quickFolder, seeded } from './engine-world.ts';

/** A machine that falls asleep: nothing is sent and nothing asked meanwhile, and first of all is asked what was sent before. */
let folder: ReturnType<typeof quickFolder>;
beforeEach(() => {
  folder = quickFolder();
});
afterEach(() => folder.remove());

test('asleep nothing is sent and nothing asked; awake it is asked first, then sent', async () => {
  const clock = fakeClock(Date.UTC(2026, 5, 1, 12));
  const happened: string[] = [];
  const fal = {
    ...answering(
      () => ({ kind: 'accepted', requestId: 'r1' }),
      () => void happened.push('sent'),
    ),
    async poll() {
      happened.push('asked');
      return { kind: 'running' } as const;
    },
  };
  const submit = fal.submit;
  fal.submit = async (request, exchange) => {
    exchange.accepted('r1');
    return submit(request, exchange);
  };
  const { engine, close } = engineOn({ folder: folder.path, clock, fal, random: seeded('sleep') });
  const order = (text: string) =>
    engine.write(() => engine.create.create({ workflow: 'tts', params: { text } }));
  engine.write(() => engine.ledger.grant(1_000, 'opening', 'enough'));
  order('The first.');
  engine.start();
  await clock.advance(10_000);
  expect(happened.filter((one) => one === 'sent')).toHaveLength(1);
  expect(happened).toContain('asked');

  engine.rest();
  await clock.advance(1_000);
  happened.length = 0;
  order('The second.');
  await clock.advance(120_000);
  expect(happened).toEqual([]);

  engine.woke();
  await clock.advance(1_000);
  expect(happened.slice(0, 2)).toEqual(['asked', 'sent']);
  await close();
});
