import { expect, test } from 'vitest';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { againOf } from './job-values.ts';

test('a job asked for again has its own files, under the names that they had', () => {
  const job = {
    id: '1m84sfpww673abj8',
    workflow: 'ugc_video',
    params: { image: '/tmp/face.jpg', audio: 'take:1m84sfpww673abj9', mode: 'talking' },
    inputs: [
      { field: 'image', name: 'face.jpg' },
      { field: 'audio', name: 'voice' },
    ],
    origins: [
      { field: 'audio', job: '1m84sfpww673abj7', take: '1m84sfpww673abj9', stage: 'final' },
      { field: 'prompt', job: '1m84sfpww673abj6', take: '1m84sfpww673abj5', stage: 'final' },
    ],
  } as unknown as Job;
  expect(againOf(job)).toEqual({
    workflow: 'ugc_video',
    values: { image: 'job:1m84sfpww673abj8', audio: 'job:1m84sfpww673abj8', mode: 'talking' },
    shown: { image: 'face.jpg', audio: 'voice' },
    from: { prompt: '1m84sfpww673abj5' },
  });
});
