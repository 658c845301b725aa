import { describe, expect, test } from 'vitest';
import { stages } from '../domain/job.ts';
import { imageToVideo } from './image-to-video.ts';
import { imageToVideoAudio } from './image-to-video-audio.ts';
import { ugcVideo } from './ugc-video.ts';
import type { Workflow } from './workflow.ts';
import { type InputFacts, relationOf } from './workflow.ts';

const picture: InputFacts = { kind: 'image', width: 1_080, height: 1_920, seconds: null, silences: [] };
const voiceOf = (seconds: number): InputFacts => ({
  kind: 'audio',
  width: null,
  height: null,
  seconds,
  silences: Array.from({ length: Math.floor(seconds / 5) }, (_, i) => [i * 5 + 4.7, i * 5 + 5.1] as const),
});

function asked<P>(workflow: Workflow<P>, given: Record<string, unknown>, seconds = 12) {
  const params = workflow.params.parse({ image: '/a.jpg', ...given });
  const inputs = { image: picture, audio: voiceOf(seconds) };
  return stages.map((stage) => {
    const models = workflow.line ? [workflow.line(params)[stage]] : workflow.stages[stage].models;
    const ask = { params, inputs, models };
    return { requests: workflow.toRequest(stage, ask), promise: workflow.promise?.(stage, ask) };
  });
}

describe('image to video', () => {
  test('asks for 3 s of the standard model, then for the whole of the pro one, silent', () => {
    const [preview, final] = asked(imageToVideo, { prompt: 'p', duration: 10, fps: 24 });
    expect(preview?.requests).toMatchObject([
      { models: ['kling-v3/standard'], seconds: 3, sound: false, fps: null },
    ]);
    expect(final?.requests).toMatchObject([{ models: ['kling-v3/pro'], seconds: 10, sound: false }]);
    expect(preview?.promise).toMatchObject({
      parts: [{ part: 0, seconds: 3 }],
      ratio: '9:16',
      fps: 24,
      sound: 'none',
    });
    expect(final?.promise).toMatchObject({ parts: [{ part: 0, seconds: 10 }] });
  });

  test('a preview is never longer than what was asked', () => {
    const [preview, final] = asked(imageToVideo, { prompt: 'p', duration: 2 });
    // Kling offers no clip under 3 s: it is trimmed here.
    expect(preview?.requests).toMatchObject([{ seconds: 3 }]);
    expect(preview?.promise?.parts).toEqual([{ part: 0, seconds: 2 }]);
    expect(final?.promise?.parts).toEqual([{ part: 0, seconds: 2 }]);
    expect(
      imageToVideo.needsCodecs?.(imageToVideo.params.parse({ image: 'a', prompt: 'p', duration: 2 })),
    ).toBe(true);
    expect(
      imageToVideo.needsCodecs?.(imageToVideo.params.parse({ image: 'a', prompt: 'p', duration: 5 })),
    ).toBe(false);
  });

  test('sends what a model takes and leaves out what it does not', () => {
    const [ltx] = asked(imageToVideo, { prompt: 'p', model: 'ltx-2.3', fps: 25, seed: 7 });
    expect(ltx?.requests).toMatchObject([
      { models: ['ltx-2.3/fast'], seconds: 6, fps: 25, seed: null, ratio: '9:16' },
    ]);
    const [seedance] = asked(imageToVideo, { prompt: 'p', model: 'seedance-1-pro-fast', seed: 7 });
    expect(seedance?.requests).toMatchObject([{ seconds: 3, seed: 7 }]);
    const params = imageToVideo.params.parse({ image: 'a', prompt: 'p', model: 'seedance-1-pro-fast' });
    expect(relationOf(imageToVideo as Workflow, params)).toBe('same_seed');
  });

  test('refuses a length that the model cannot reach', () => {
    const params = imageToVideo.params.parse({ image: 'a', prompt: 'p', model: 'luma-ray-2', duration: 10 });
    expect(imageToVideo.check?.(params, {})).toMatchObject({ field: 'duration', found: '10' });
  });
});

test('image to video with sound: silent first, then with the sounds told in the prompt', () => {
  const [preview, final] = asked(imageToVideoAudio, {
    prompt: 'a bath.',
    audio_prompt: 'tap water',
    ambient: 'birds.',
  });
  expect(preview?.requests).toMatchObject([{ prompt: 'a bath.', sound: false }]);
  expect(final?.requests).toMatchObject([
    { prompt: 'a bath. Audio: tap water. Ambient: birds.', sound: true },
  ]);
  expect([preview?.promise?.sound, final?.promise?.sound]).toEqual(['none', 'clip']);
});

describe('UGC video', () => {
  test.each([
    [2, 100],
    [30.2, 100],
    [30.3, 200],
    [60.2, 200],
    [65, 300],
    [120.2, 400],
  ])('%f s of voice cost %i credits', (seconds, credits) => {
    const params = ugcVideo.params.parse({ image: 'a', audio: 'b' });
    expect(ugcVideo.credits(params, { audio: voiceOf(seconds) })).toBe(credits);
  });

  test('talking: 15 s at most first, then the whole in parts of at most 58 s, cut in pauses', () => {
    const [preview, final] = asked(ugcVideo, { audio: '/v.mp3' }, 119);
    expect(preview?.requests).toHaveLength(1);
    expect(preview?.promise?.voiceS).toBeLessThanOrEqual(15);
    expect(final?.requests).toHaveLength(3);
    const lengths = final?.promise?.parts.map((part) => part.seconds ?? 0) ?? [];
    expect(lengths.reduce((sum, one) => sum + one, 0)).toBeCloseTo(119, 9);
    expect(final?.requests.map((one) => one.task)).toEqual(['talk', 'talk', 'talk']);
    expect(final?.promise).toMatchObject({ sound: 'voice', voiceS: 119 });
  });

  test('b-roll: shots that Ray 2 offers, cut to the voice', () => {
    const [preview, final] = asked(ugcVideo, { audio: '/v.mp3', mode: 'broll' }, 30);
    expect(preview?.requests.every((one) => one.models[0] === 'luma-ray-2-flash/540p')).toBe(true);
    for (const [i, request] of (final?.requests ?? []).entries()) {
      if (request.task !== 'clip') throw new Error('a shot is a clip');
      expect([5, 9]).toContain(request.seconds);
      expect(request.seconds).toBeGreaterThanOrEqual(final?.promise?.parts[i]?.seconds ?? 0);
    }
    expect(new Set(final?.requests.map((one) => (one.task === 'clip' ? one.prompt : ''))).size).toBe(4);
  });

  test('lip-sync: a loop of the portrait first, then the voice on it', () => {
    const [, final] = asked(ugcVideo, { audio: '/v.mp3', model: 'luma-lipsync' }, 65);
    expect(final?.requests.map((one) => one.task)).toEqual(['clip', 'lipsync', 'lipsync']);
    expect(final?.requests[0]).toMatchObject({ loop: true, seconds: 9 });
    expect(final?.promise?.parts.map((part) => part.part)).toEqual([1, 2]);
  });

  test('refuses a model of the other mode, and a voice that cannot be cut between words', () => {
    const wrong = ugcVideo.params.parse({ image: 'a', audio: 'b', mode: 'broll', model: 'fabric-1.0' });
    expect(ugcVideo.check?.(wrong, { audio: voiceOf(10) })).toMatchObject({ field: 'model' });
    const params = ugcVideo.params.parse({ image: 'a', audio: 'b' });
    expect(ugcVideo.check?.(params, { audio: { ...voiceOf(65), silences: [] } })).toMatchObject({
      field: 'audio',
    });
  });
});
