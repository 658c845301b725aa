import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { unitsOf } from '../../../src-shared/domain/billable.ts';
import type { SpeechRequest } from '../../../src-shared/domain/request.ts';
import { tts } from '../../../src-shared/workflows/tts.ts';
import { engineOn, openFile, startMs } from '../../../test/ledger/world.ts';
import { createLearned } from './learned.ts';
import { createUnitPrices } from './unit-prices.ts';

const folder = mkdtempSync(join(tmpdir(), 'rushes-learned-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const db = openFile(join(folder, 'rushes.db'));
const engine = engineOn(db, { folder: join(folder, 'assets') });
engine.write(() => engine.ledger.grant(1_000, 'a grant', ''));
const modelsOf: Parameters<typeof createLearned>[1] = (workflow, stage) => workflow.stages[stage].models;
const learned = createLearned(db, modelsOf);
const params = tts.params.parse({ text: 'x'.repeat(1_000) });
const requestOf = (stage: 'preview' | 'final', length: number): SpeechRequest => {
  const text = 'x'.repeat(length);
  const [request] = tts.toRequest(stage, {
    params: { ...params, text },
    inputs: {},
    models: tts.stages[stage].models,
  });
  if (request?.task !== 'speech') throw new Error('speech');
  return { ...request, text };
};

/** One attempt that ended well: so many characters, so many dollars, so many seconds. */
function seen(
  stage: 'preview' | 'final',
  of: { characters: number; usd: number | null; seconds: number },
): void {
  const job = engine.write(() => engine.create.create({ workflow: 'chat', params: { prompt: 'a' } }))[0];
  if (!job) throw new Error('no job');
  const row = engine.write(() => engine.attempts.begin(job, 0, requestOf(stage, of.characters)));
  engine.write(() =>
    learned.observe({ ...row, billed_usd: of.usd, created_at: startMs }, startMs + of.seconds * 1_000),
  );
}

test('nothing is said of a model that was seen once; then a range of what was seen', () => {
  expect(learned.times(tts, params).preview).toEqual({ expectedS: 10, rangeS: null });
  seen('preview', { characters: 100, usd: 0.01, seconds: 4 });
  expect(learned.times(tts, params).preview.rangeS).toBeNull();
  seen('preview', { characters: 200, usd: 0.03, seconds: 6 });
  expect(learned.times(tts, params).preview).toEqual({ expectedS: 6, rangeS: [4, 6] });
  const range = learned.usd(requestOf('preview', 1_000));
  expect(range?.low).toBeCloseTo(0.1, 9);
  expect(range?.high).toBeCloseTo(0.15, 9);
});

test('an estimate says where it comes from: the list, what was billed before, or nothing', () => {
  const prices = createUnitPrices({ db, clock: engine.clock, providers: {}, learned, modelsOf });
  expect(prices.estimate(tts, params)).toEqual({ usd: null, range: null, source: 'unknown' });
  for (const n of [1, 2]) seen('final', { characters: 100 * n, usd: 0.02 * n, seconds: 5 });
  // The preview of this text speaks 200 characters, the final 1,000.
  // Two runs of each of the two models.
  expect(prices.estimate(tts, params)).toEqual({
    usd: 0.23,
    range: [0.22, 0.23],
    source: 'learned',
    runs: 4,
  });
  const write = db.sql(
    'INSERT INTO unit_prices (provider, model, unit, usd_per_million, at) VALUES (?, ?, ?, ?, ?)',
  );
  for (const model of ['elevenlabs/turbo-v2.5', 'elevenlabs/multilingual-v2'])
    write.run('fal', model, 'characters', 100, startMs);
  expect(prices.estimate(tts, params)).toEqual({ usd: 0.12, range: null, source: 'list' });
});

test('runs of a model that makes both stages count once, and so do its parts', () => {
  const one: typeof modelsOf = () => ['elevenlabs/multilingual-v2'];
  const of = createLearned(db, one);
  db.sql('DELETE FROM unit_prices').run();
  const prices = createUnitPrices({ db, clock: engine.clock, providers: {}, learned: of, modelsOf: one });
  expect(prices.estimate(tts, params).runs).toBe(2);
});

test('what was not told is not taken for free, and only the last fifty count', () => {
  for (let n = 0; n < 60; n++) seen('final', { characters: 100, usd: null, seconds: 20 });
  expect(learned.usd(requestOf('final', 100))).toBeNull();
  expect(learned.times(tts, params).final).toEqual({ expectedS: 20, rangeS: [20, 20] });
  expect(
    db.sql('SELECT COUNT(*) FROM observed WHERE model = ?').pluck().get('elevenlabs/multilingual-v2'),
  ).toBe(50);
  expect(unitsOf(requestOf('final', 100))).toEqual({ kind: 'characters', count: 100 });
});
