import { expect, test } from 'vitest';
import { promptIn, promptSoFar, readImagePrompt } from './image-prompt.ts';

test('an image prompt is read whole or not at all', () => {
  const whole = { prompt: 'A cup', negative_prompt: '', style: 'ugc', aspect_ratio: '9:16', title: 'Cup' };
  expect(readImagePrompt(JSON.stringify(whole))).toEqual(whole);
  expect(readImagePrompt('{"prompt":"A cup"}')).toBeNull();
  expect(readImagePrompt('A cup')).toBeNull();
});

test('the prompt of a half-written document is shown as far as it came', () => {
  expect(promptSoFar('{"pro')).toBe('');
  expect(promptSoFar('{ "prompt": "A cup of te')).toBe('A cup of te');
  expect(promptSoFar('{"prompt":"She says \\"hi\\" and\\nle')).toBe('She says "hi" and\nle');
  expect(promptSoFar('{"prompt":"half an escape \\')).toBe('half an escape ');
  expect(promptSoFar('{"prompt":"half a letter \\u00')).toBe('half a letter ');
  expect(promptSoFar('{"prompt":"done","negative_prompt":"bl')).toBe('done');
});

test('of a document only the prompt goes on, and a text that is none goes on as it is', () => {
  const whole = {
    prompt: 'A cup',
    negative_prompt: 'blur',
    style: 'ugc',
    aspect_ratio: '9:16',
    title: 'Cup',
  };
  expect(promptIn(JSON.stringify(whole))).toBe('A cup');
  expect(promptIn('{"prompt":"A cup"}')).toBe('A cup');
  expect(promptIn('A cup, in words')).toBe('A cup, in words');
});
