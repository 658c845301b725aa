import { expect, test } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { firstWords, tileOf } from './tile.ts';

const hold = { state: 'held', held: 150, captured: 0, refunded: 0, released: 0 };
const job = (change: Partial<Job>): Job =>
  ({
    workflow: 'image_to_video',
    state: 'processing',
    waitingFor: null,
    position: null,
    params: { prompt: 'She smiles' },
    inputs: [{ field: 'image', name: 'face.jpg' }],
    takes: [],
    hold,
    ...change,
  }) as unknown as Job;
const made = (assets: unknown[]): Job['takes'] =>
  [{ stage: 'preview', evictedAt: null, removedAt: null, assets }] as unknown as Job['takes'];

test('a job without a take shows what it is made of, and its state', () => {
  expect(tileOf(job({}))).toMatchObject({
    shows: 'input',
    making: true,
    state: { word: 'Making preview', tone: 'preview' },
    about: 'She smiles',
    length: null,
  });
  expect(tileOf(job({ state: 'queued', position: 3 }))).toMatchObject({ making: false });
  expect(tileOf(job({ waitingFor: 'key' })).state.word).toBe('Held');
  expect(tileOf(job({ inputs: [] })).shows).toBe('words');
});

test('a take fills its tile, with its frame and its length', () => {
  const takes = made([
    { id: 7, kind: 'video', durationS: 10.04 },
    { id: 8, kind: 'thumbnail' },
    { id: 9, kind: 'peaks' },
  ]);
  expect(tileOf(job({ state: 'preview_ready', takes }))).toMatchObject({
    shows: 'clip',
    main: 7,
    thumbnail: 8,
    peaks: 9,
    length: '0:10',
    making: false,
  });
});

test('a final says how it relates to its preview, and a preview says nothing of that', () => {
  const take = (stage: string, relation: string | null, id: number) =>
    ({ stage, relation, evictedAt: null, removedAt: null, assets: [{ id, kind: 'video' }] }) as unknown;
  const takes = (...of: unknown[]): Job['takes'] => of as Job['takes'];
  const [preview, final] = [take('preview', null, 1), take('final', 'same_seed', 2)];
  expect(tileOf(job({ state: 'completed', takes: takes(preview, final) })).relation).toBe('Same seed');
  expect(tileOf(job({ state: 'completed', takes: takes(take('final', null, 2)) })).relation).toBeNull();
  expect(
    tileOf(job({ state: 'preview_ready', takes: takes(take('preview', 'new_take', 1)) })).relation,
  ).toBeNull();
});

test('a very short sound is a second long, not none', () => {
  expect(tileOf(job({ takes: made([{ id: 1, kind: 'audio', durationS: 0.4 }]) })).length).toBe('0:01');
});

test('what failed says whether it was charged', () => {
  expect(tileOf(job({ state: 'failed' })).state.word).toBe('Failed · not charged');
});

test('the first words of a text are said without its marks', () => {
  expect(firstWords(job({ workflow: 'chat' }), '# Hooks\n\n- **One**  hook', true)).toBe('Hooks - One hook');
  const prompt = JSON.stringify({
    prompt: 'A kitchen',
    negative_prompt: '',
    style: 'ugc',
    aspect_ratio: '9:16',
    title: 'T',
  });
  const image = job({ workflow: 'image_prompt' });
  expect(firstWords(image, prompt, true)).toBe('A kitchen');
  expect(firstWords(image, '{"prompt": "A kit', false)).toBe('A kit');
  expect(firstWords(image, '{"pro', false)).toBe('');
});
