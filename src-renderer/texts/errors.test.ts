import { expect, test } from 'vitest';
import { describe } from '../../src-shared/texts/errors.ts';
import { hereOf } from './errors.ts';

const refused = (field: string) =>
  describe({ code: 'input_refused', subject: 'fal', field, detail: 'Not this negative_prompt.' });

test('a refused field is told by the label of its form', () => {
  const told = hereOf(refused('negative_prompt'), 'image_to_video');
  expect(told.message).toBe('fal refused Negative prompt. It said: Not this negative_prompt.');
  expect(told.field).toBe('Negative prompt');
});

test('a field that the form does not have is not told', () => {
  const told = hereOf(refused('negative_prompt'), 'tts');
  expect(told.message).toBe('fal refused the input. It said: Not this negative_prompt.');
  expect(told.field).toBeNull();
});
