import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { done, type PartsScene, partsScene } from '../../../test/ledger/parts-scene.ts';
import type { JoinJob, Made, MediaPort } from '../../ports/media.ts';

/** What was paid for and is being put together when a person cancels and retries, or cannot be put together at all. */
const facts: Made = {
  kind: 'video',
  mime: 'video/mp4',
  durationS: 1,
  width: 1,
  height: 1,
  fps: 24,
  frames: 24,
  videoCodec: 'avc',
  audioCodec: null,
  copied: false,
};
const file = done({ type: 'file', url: 'https://x/a.mp4', kind: 'video', mime: 'video/mp4', bytes: null });

/** Media that joins when `allowed` says so. */
function joining(allowed: (job: JoinJob) => Promise<void> | void): MediaPort {
  const no = (): Promise<never> => Promise.reject(new RushesError('media_missing'));
  return {
    codecs: async () => true,
    probe: async () => facts,
    listen: no,
    picture: no,
    thumbnail: no,
    peaks: no,
    voice: no,
    clip: no,
    async join(job) {
      await allowed(job);
      writeFileSync(job.to, 'joined');
      return facts;
    },
    stop: async () => undefined,
  };
}

const bothCome = ({ polls }: Pick<PartsScene, 'polls'>): void => void polls.set('a', file).set('b', file);
const finals = (scene: PartsScene) => scene.show().takes.filter((take) => take.stage === 'final');
const retry = (scene: PartsScene): unknown => scene.act((id) => scene.engine.actions.retry(id));

test.each(['while it is joined', 'before it is joined again'])(
  'cancelled and retried %s: nothing is bought again, and the one take is on time',
  async (when) => {
    let joins = 0;
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const waits = when === 'while it is joined';
    const media = joining(({ parts }) => {
      if (parts.length === 1) return;
      joins += 1;
      if (!waits && joins === 1) throw new RushesError('media_failed', { detail: 'killed' });
      return waits ? held : undefined;
    });
    const scene = await partsScene(bothCome, { media });
    await scene.until(() => joins === 1);
    scene.act((id) => scene.engine.actions.cancel(id));
    retry(scene);
    go();
    await scene.until(() => scene.show().state === 'completed');
    expect(scene.sent).toEqual(['a', 'b']);
    expect(joins).toBe(waits ? 1 : 2);
    expect(finals(scene)).toMatchObject([{ late: false, assets: [{ kind: 'video' }] }]);
    expect(scene.show().steps.map((step) => [step.go, step.state])).toEqual([[3, 'done']]);
  },
);

/** The second part is attempt 3 of the job; the preview was the first. */
const isBroken = ({ parts }: JoinJob): boolean => parts.some(({ from }) => from.includes('final-3.'));

test.each(['media_refused', 'media_failed'] as const)(
  'a part that cannot be decoded (%s) fails the go in words; a retry buys that part alone',
  async (code) => {
    const media = joining((job) => {
      if (!isBroken(job)) return;
      // Joined, the other part has pictures enough; alone, there are none.
      const alone = job.parts.length === 1;
      throw new RushesError(alone ? 'media_refused' : code, { rule: 'its pictures cannot be decoded' });
    });
    const scene = await partsScene(bothCome, { media });
    await scene.until(() => scene.show().state === 'failed');
    const why = {
      code: 'result_refused',
      message: expect.stringContaining('its pictures cannot be decoded'),
    };
    expect(scene.show()).toMatchObject({ error: why, hold: { captured: 0 }, can: ['retry'] });
    const parts = (): unknown[] =>
      scene
        .show()
        .attempts.map((one) => [one.part, one.state])
        .slice(1);
    expect(parts()).toEqual([
      [0, 'succeeded'],
      [1, 'failed'],
    ]);
    expect(scene.show().attempts.at(-1)?.error).toMatchObject(why);
    await scene.minute();
    // Never by itself.
    expect(scene.sent).toEqual(['a', 'b']);
    retry(scene);
    await scene.until(() => scene.show().state === 'completed');
    expect(scene.sent).toEqual(['a', 'b', 'b']);
    expect(finals(scene)).toMatchObject([{ late: false, assets: [{ kind: 'video' }] }]);
  },
);

test('where every part decodes, the refusal is of another file and no part is thrown away', async () => {
  let broken = true;
  const media = joining(({ parts }) => {
    if (broken && parts.length > 1) throw new RushesError('media_refused', { rule: 'its sound is damaged' });
  });
  const scene = await partsScene(bothCome, { media });
  await scene.until(() => scene.show().state === 'failed');
  expect(scene.show()).toMatchObject({ error: { code: 'media_refused' } });
  broken = false;
  retry(scene);
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toEqual(['a', 'b']);
});
