import { expect, test } from 'vitest';
import { aJob } from '../../stores/sample.ts';
import { technicalOf } from './technical.ts';

test('the technical text names requests and codes, and nothing that the creator wrote', () => {
  const text = technicalOf(
    aJob({
      state: 'failed',
      params: { prompt: 'secret plan' },
      error: { code: 'provider_failed', field: null, message: 'It failed.', next: 'Retry.', charged: false },
      attempts: [
        {
          n: 1,
          go: 1,
          stage: 'preview',
          part: 0,
          state: 'failed',
          provider: 'fal',
          model: 'kling',
          requestId: 'r-1',
          billedUsd: null,
          lookups: 0,
          draft: null,
          error: { code: 'provider_failed', field: null, message: 'It failed.', next: '', charged: false },
        },
      ],
    }),
  );
  expect(text).toContain('code provider_failed');
  expect(text).toContain('attempt 1, preview, failed, fal, kling, request r-1');
  expect(text).not.toContain('secret');
  expect(text.match(/It failed/g)).toHaveLength(1);
});

test('a job that failed before anything was sent has a technical text too', () => {
  const error = {
    code: 'media_refused',
    field: 'image',
    message: 'image is damaged.',
    next: '',
    charged: false,
  };
  const job = aJob({ state: 'failed', error: { ...error, code: 'media_refused' } });
  expect(technicalOf(job)).toBe(
    [
      `job ${job.id}, workflow ${job.workflow}, state failed`,
      'code media_refused, field image',
      '  media_refused: image is damaged.',
    ].join('\n'),
  );
});
