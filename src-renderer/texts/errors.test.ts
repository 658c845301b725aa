import { expect, test } from 'vitest';
import { RushesError } from '../../src-shared/contract/errors.ts';
import { describe } from '../../src-shared/texts/errors.ts';
import { hereOf, technicalWords } from './errors.ts';

const refused = (field: string, detail?: string) =>
  describe({ code: 'input_refused', subject: 'fal', field, ...(detail ? { detail } : {}) });

test('a refusal names the field as the form does, and leaves the words of the provider as they came', () => {
  expect(hereOf(refused('image', 'image is too small.'), 'ugc_video')).toMatchObject({
    field: 'Portrait or product',
    message: 'fal refused Portrait or product. It said: image is too small.',
  });
  expect(hereOf(refused('guidance'), 'ugc_video')).toMatchObject({
    field: null,
    message: 'fal refused the input.',
  });
  const content = describe({
    code: 'content_refused',
    subject: 'fal',
    field: 'text',
    detail: 'text is bad.',
  });
  expect(hereOf(content, 'tts')).toMatchObject({
    field: 'Script',
    message: 'fal refused the content. It said: text is bad.',
  });
  expect(hereOf(refused('image')).message).toBe('fal refused image.');
});

test('the technical words of an error are its code and the facts that it has', () => {
  const error = new RushesError(
    'NOT_ALLOWED',
    { subject: 'job_1', rule: 'approve', detail: undefined },
    { cause: new Error('secret') },
  );
  expect(technicalWords(error)).toBe('code NOT_ALLOWED\nsubject job_1\nrule approve');
});
