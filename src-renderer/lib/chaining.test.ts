import { expect, test } from 'vitest';
import { workflows } from '../../src-shared/workflows/registry.ts';
import { aJob, anInput, aTake } from '../stores/sample.ts';
import { textSourceOf, usesOf } from './chaining.ts';

const take = aTake();
const uses = (over: Parameters<typeof aJob>[0], text: string | null = null) =>
  Object.fromEntries(
    usesOf({ job: aJob(over), take, text }, workflows).map(({ workflow, values }) => [workflow, values]),
  );

test('an answer becomes the words of a voice', () => {
  expect(uses({ workflow: 'chat' }, 'Buy it.')).toEqual({ tts: { text: 'Buy it.' } });
  expect(uses({ workflow: 'chat' })).toEqual({});
});

test('an image prompt becomes the prompt of both clips, with a ratio that they know', () => {
  const made = { prompt: 'A cup', negative_prompt: 'blur', style: 'ugc', aspect_ratio: '9:16', title: 'Cup' };
  const values = { prompt: 'A cup', negative_prompt: 'blur' };
  expect(uses({ workflow: 'image_prompt' }, JSON.stringify(made))).toEqual({
    image_to_video: { ...values, aspect_ratio: '9:16' },
    image_to_video_audio: { ...values, aspect_ratio: '9:16' },
  });
  expect(uses({ workflow: 'image_prompt' }, JSON.stringify({ ...made, aspect_ratio: '7:3' }))).toEqual({
    image_to_video: values,
    image_to_video_audio: values,
  });
  expect(uses({ workflow: 'image_prompt' }, 'no document')).toEqual({});
});

test('a voice becomes the voice of a talking video', () => {
  expect(uses({ workflow: 'tts' })).toEqual({ ugc_video: { audio: `take:${take.id}` } });
});

test('texts tell the take that they came from', () => {
  const [use] = usesOf({ job: aJob({ workflow: 'chat' }), take, text: 'Buy it.' }, workflows);
  expect(use?.from).toEqual({ text: take.id });
  const made = JSON.stringify({
    prompt: 'A cup',
    negative_prompt: 'blur',
    style: 'ugc',
    aspect_ratio: '9:16',
    title: 'Cup',
  });
  const clips = usesOf({ job: aJob({ workflow: 'image_prompt' }), take, text: made }, workflows);
  expect(clips.map(({ from }) => from)).toEqual([
    { prompt: take.id, negative_prompt: take.id },
    { prompt: take.id, negative_prompt: take.id },
  ]);
});

test('files go on under their names', () => {
  const [use] = usesOf(
    { job: aJob({ workflow: 'tts', params: { text: 'Buy it.' } }), take, text: null },
    workflows,
  );
  expect(use).toMatchObject({ title: 'UGC video', shown: { audio: 'Buy it.' } });
});

test('the picture of a clip goes on to the other clips, never to itself', () => {
  const { id } = aJob();
  expect(uses({ workflow: 'image_to_video', inputs: [anInput('image')] })).toEqual({
    image_to_video_audio: { image: `job:${id}` },
    ugc_video: { image: `job:${id}` },
  });
});

test('a field takes texts from where a text goes on to it, and from nowhere else', () => {
  const taken = workflows.flatMap((workflow) =>
    workflow.fields.flatMap(({ name }) => {
      const from = textSourceOf(workflow, name);
      return from === null ? [] : [`${from} > ${workflow.id}.${name}`];
    }),
  );
  expect(taken).toEqual([
    'chat > tts.text',
    'image_prompt > image_to_video.prompt',
    'image_prompt > image_to_video_audio.prompt',
  ]);
});
