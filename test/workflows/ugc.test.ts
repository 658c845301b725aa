import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import type { Stage } from '../../src-shared/domain/job.ts';
import { full } from '../full.ts';
import { hasReader, lagMs, readerMissing, samples } from './reader.ts';
import { openStudio, type Studio } from './studio.ts';
import { frameNumbers, mainOf, readTake, runsOf } from './takes.ts';
import { wav } from './wav.ts';

/** ugc_video by each of its model lines, once by other shapes than the usual: preview and final, measured. */
const sample = (name: string): string => join(import.meta.dirname, '../../resources/samples', name);
const portrait = { image: sample('portrait.jpg'), audio: sample('voice-12s.mp3') };
let studio: Studio;

type Wish = { params: Record<string, unknown>; ratio: number };
/** `short`: a voice of three seconds, for lines whose parts are rendered like those of others. */
const wishes: Record<string, Wish & { short?: true }> = {
  talking: { params: portrait, ratio: 9 / 16, ...(full ? {} : { short: true }) },
  broll: { params: { ...portrait, mode: 'broll' }, ratio: 9 / 16 },
  ...(full
    ? {
        Fabric: {
          params: { image: portrait.image, model: 'fabric-1.0', aspect_ratio: '1:1', fit: 'pad' },
          ratio: 1,
          short: true as const,
        },
        'lip-sync': { params: { ...portrait, model: 'luma-lipsync' }, ratio: 9 / 16 },
        OmniHuman: {
          params: { image: portrait.image, model: 'omnihuman-1.5', aspect_ratio: '16:9', fit: 'crop' },
          ratio: 16 / 9,
          short: true as const,
        },
      }
    : {}),
};
const begun = new Map<string, Promise<Job>>();

beforeAll(async () => {
  studio = await openStudio();
  const { engine } = studio;
  const concurrency = { openrouter: 4, fal: 20, cloudinary: 2, media: 1 };
  engine().write(() => engine().settings.set({ concurrency }));
  const short = join(studio.home, 'short.wav');
  // Words of 0.6 s with pauses of 0.25 s, so that a shift of it is seen.
  writeFileSync(
    short,
    wav(3, (atS) => (atS % 0.85 < 0.6 ? 0.5 : 0)),
  );
  for (const [name, wish] of Object.entries(wishes)) {
    const params = wish.short ? { ...wish.params, audio: short } : wish.params;
    const made = await studio.make({ workflow: 'ugc_video', params, review: 'auto' });
    begun.set(name, studio.until(made.id));
  }
});
afterAll(() => studio.close());

const whole = (job: Job): Job => {
  expect(job.error).toBeNull();
  expect(job.state).toBe('completed');
  return job;
};
const finished = async (name: string): Promise<Job> => whole((await begun.get(name)) as Job);
const voiceOf = (job: Job) => {
  const voice = job.inputs.find((one) => one.field === 'audio');
  return { path: voice?.path ?? '', seconds: voice?.durationS ?? 0 };
};

test.each(Object.entries(wishes))(
  '%s: the whole voice is heard to its end, in the preview and in the final',
  { timeout: 240_000 },
  async (name, { ratio }) => {
    if (!hasReader()) return console.log(`skipped: ugc_video: ${readerMissing}`);
    const job = await finished(name);
    const voice = voiceOf(job);
    const given = await samples(voice.path);
    for (const stage of ['preview', 'final'] satisfies Stage[]) {
      const take = await readTake(job, stage);
      expect([take.video?.codec, take.audio?.codec], stage).toEqual(['h264', 'aac']);
      expect(Math.abs(take.seconds - voice.seconds), stage).toBeLessThanOrEqual(1 / (take.video?.fps ?? 24));
      expect((take.video?.width ?? 0) / (take.video?.height ?? 1), stage).toBeCloseTo(ratio, 1);
      const heard = await samples(mainOf(job, stage).path);
      expect(Math.abs(lagMs(given, heard, [0, voice.seconds])), stage).toBeLessThanOrEqual(40);
    }
    expect(job.hold.captured).toBe(100);
    expect(existsSync(voice.path)).toBe(true);
    expect(job.steps.flatMap((step) => step.did).join()).toContain('voice');
  },
);

test('the burnt-in numbers of shots that were joined are in order, from 0, without a gap, shot by shot', {
  timeout: 120_000,
}, async (ctx) => {
  if (!hasReader()) ctx.skip(readerMissing);
  const job = await finished('broll');
  for (const stage of ['preview', 'final'] satisfies Stage[]) {
    const shots = job.attempts.filter((one) => one.stage === stage && one.state === 'succeeded');
    const runs = runsOf(await frameNumbers(mainOf(job, stage).path));
    expect(runs).toHaveLength(shots.length);
    expect(shots.length).toBeGreaterThan(1);
    for (const run of runs) expect(run).toEqual(Array.from({ length: run.length }, (_, i) => i));
  }
});

test('a tts take is a voice, and the job knows where it came from', { timeout: 120_000 }, async () => {
  const text = 'Hello there, this is a voice. And then it stops.';
  const spoken = await studio.make({ workflow: 'tts', params: { text }, review: 'auto' });
  const take = whole(await studio.until(spoken.id)).takes.at(-1);
  const params = { image: portrait.image, audio: `take:${take?.id}` };
  const made = await studio.make({ workflow: 'ugc_video', params, review: 'auto' });
  const job = whole(await studio.until(made.id));
  // The portrait came from outside.
  expect(job.origins).toEqual([{ field: 'audio', job: spoken.id, take: take?.id, stage: 'final' }]);
  // Asked for again with the files of that job: the voice is still of its take, the picture of the job.
  const again = { image: `job:${job.id}`, audio: `job:${job.id}` };
  const second = await studio.make({ workflow: 'ugc_video', params: again });
  expect(second.origins).toEqual([
    { field: 'image', job: job.id, take: null, stage: null },
    { field: 'audio', job: spoken.id, take: take?.id, stage: 'final' },
  ]);
  studio.engine().write(() => studio.engine().actions.cancel(second.id));
  const sound = take?.assets.find((one) => one.kind === 'audio');
  expect(mainOf(job, 'final').durationS).toBeCloseTo(sound?.durationS ?? 0, 0);
});

test('after all of it the ledger adds up and every paid request went out once', async () => {
  expect(auditLedger(studio.engine().db)).toEqual([]);
  const accepted = (await studio.requests()).filter((one) => one.accepted).map((one) => one.requestId);
  expect(new Set(accepted).size).toBe(accepted.length);
});
