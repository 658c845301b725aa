import { expect, test } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { sizeWord } from '../../texts/words.ts';
import { filesOf, givenOf } from './given.ts';
import { measuresOf, nameOf } from './measures.ts';

const job = (workflow: string, params: Record<string, unknown>): Job =>
  ({ workflow, params, inputs: [{ field: 'audio' }, { field: 'image' }] }) as unknown as Job;

test('parameters are told in the words and the order of the form', () => {
  const given = givenOf(
    job('image_to_video', {
      image: '/tmp/a.jpg',
      prompt: 'She smiles',
      negative_prompt: '',
      duration: 5,
      aspect_ratio: '9:16',
      fit: 'pad',
      fps: null,
      seed: null,
    }),
  );
  expect(given.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Prompt: She smiles',
    'Duration: 5 s',
    'Aspect ratio: 9:16',
    'Fit: Show it whole',
    'Seed: Random',
  ]);
  expect(given.filter((one) => one.long).map((one) => one.name)).toEqual(['prompt']);
});

test('a conversation is counted', () => {
  const turn = { role: 'user', text: 'Hi' };
  const [, history] = givenOf(job('chat', { prompt: 'On', history: [turn, turn], system: null }));
  expect(history).toMatchObject({ name: 'history', value: '2 turns' });
  expect(givenOf(job('chat', { prompt: 'On', history: [] })).map((one) => one.name)).toEqual(['prompt']);
});

test('files come in the order of the form', () => {
  expect(filesOf(job('ugc_video', {})).map((input) => input.field)).toEqual(['image', 'audio']);
});

test('a file is measured in one line', () => {
  expect(measuresOf({ width: 720, height: 1280, fps: 23.976, durationS: 10.04, bytes: 3_210_000 })).toBe(
    '720 × 1280 · 24 fps · 10 s · 3.2 MB',
  );
  expect(measuresOf({ width: null, height: null, durationS: null, bytes: 912 })).toBe('912 B');
  expect([88_400, 12_300_000, 2_100_000_000].map(sizeWord)).toEqual(['88 kB', '12 MB', '2.1 GB']);
  expect([nameOf('/a/b/take.mp4'), nameOf('C:\\a\\take.mp4')]).toEqual(['take.mp4', 'take.mp4']);
});
