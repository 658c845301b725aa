import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { atLength } from '../full.ts';
import { openStudio, type Studio } from './studio.ts';

/** Cloudinary as a second home: the same tree there as here, whatever happens on the way, and never a second payment. */
const sample = (name: string): string => join(import.meta.dirname, '../../resources/samples', name);
type There = { publicId: string; type: string; bytes: number; sha256: string };
let studio: Studio;
beforeEach(async () => {
  studio = await openStudio({ cloudinary: true });
});
afterEach(() => studio.close());

const there = async (): Promise<There[]> =>
  (await (await fetch(`${studio.urls.control}/cloudinary`)).json()) as There[];

const mirrored = (id: string): Promise<Job> =>
  studio.until(id, (job) => {
    const steps = job.steps.filter((step) => step.name === 'mirror');
    return steps.length === 2 && steps.every((step) => step.state === 'done');
  });

/** Name without ending for what Cloudinary calls an image or a video, whole for the rest; hash of the bytes here. */
const here = (job: Job): string[] =>
  [...job.inputs, ...job.takes.flatMap((take) => take.assets)]
    .map(({ path, mime }) => {
      const name = path.slice(path.indexOf('user_local'));
      const raw = /^(text|application)\//.test(mime);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      return `${raw ? name : name.replace(/\.\w+$/, '')} ${hash}`;
    })
    .sort();

const submits = async (): Promise<number> =>
  (await studio.requests()).filter((one) => one.call === 'submit' && one.accepted).length;

const clip = {
  workflow: 'image_to_video',
  params: { image: sample('product.jpg'), prompt: 'p', duration: 3 },
};

test('the tree there equals the tree here, to the byte, with links to it', { timeout: 60_000 }, async () => {
  const made = await studio.make({ ...clip, review: 'auto' });
  const job = await mirrored(made.id);
  const stored = (await there()).map((one) => `${one.publicId} ${one.sha256}`).sort();
  expect(stored).toEqual(here(job));
  const video = job.takes.at(-1)?.assets.find((asset) => asset.kind === 'video');
  expect(video?.mirror?.deliveryUrl).toContain('f_auto,q_auto');
  expect(video?.mirror?.thumbnailUrl).toMatch(/\.jpg$/);
  expect(JSON.stringify(job)).not.toContain('demo-secret');
  const answer = await fetch(video?.mirror?.url ?? '');
  expect(answer.status).toBe(200);
});

atLength(
  'a mirror that is away, busy or loses answers is tried again; the generation is not',
  {
    timeout: 90_000,
  },
  async () => {
    for (const mode of ['503', 'reset', 'accept-then-reset', 'half-json'])
      await studio.fault({ provider: 'cloudinary', call: 'upload', mode });
    const made = await studio.make({ ...clip, review: 'auto' });
    const job = await mirrored(made.id);
    expect(job.state).toBe('completed');
    expect((await there()).map((one) => `${one.publicId} ${one.sha256}`).sort()).toEqual(here(job));
    expect(await submits()).toBe(2);
  },
);

test('a refused key stops the mirror and nothing else, until a person mends it', {
  timeout: 60_000,
}, async () => {
  await studio.fault({ provider: 'cloudinary', call: 'upload', mode: '401' });
  const made = await studio.make({ ...clip, review: 'auto' });
  const done = await studio.until(made.id);
  expect(done.state).toBe('completed');
  const blocked = (): string | null => studio.engine().gates.blocked('cloudinary');
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (blocked() === 'key') resolve();
      else setImmediate(look);
    };
    look();
  });
  studio.engine().resume();
  const job = await mirrored(made.id);
  expect((await there()).length).toBe(here(job).length);
});

atLength('what is cleared away here goes there, too, where that is wished', { timeout: 60_000 }, async () => {
  const engine = studio.engine();
  engine.write(() =>
    engine.settings.set({
      cloudinary: { mirror: true, preset: null, removeEvicted: true },
      keep: { takes: 1, bytes: 1_000_000_000 },
    }),
  );
  const made = await studio.make({ ...clip, review: 'auto' });
  await mirrored(made.id);
  const report = await engine.assets.evict(false);
  expect(report.evicted).toMatchObject([{ job: made.id, stage: 'preview' }]);
  const after = engine.show(made.id);
  expect(after.takes.map((take) => take.assets.length > 0)).toEqual([false, true]);
  expect((await there()).some((one) => one.publicId.includes('/preview/'))).toBe(false);
  expect((await there()).some((one) => one.publicId.includes('/final/'))).toBe(true);
});
