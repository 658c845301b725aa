import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { done, type PartsScene, partsScene } from '../../../test/ledger/parts-scene.ts';
import type { Made, MediaPort } from '../../ports/media.ts';

/** The picture that both parts of a final send is being made when something else happens to the job. */
const facts: Made = {
  kind: 'image',
  mime: 'image/jpeg',
  durationS: null,
  width: 1,
  height: 1,
  fps: null,
  frames: null,
  videoCodec: null,
  audioCodec: null,
  copied: false,
};

async function drawn(): Promise<{ scene: PartsScene; begun(): number; go(): void }> {
  let begun = 0;
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const picture: MediaPort['picture'] = async ({ to }, signal) => {
    begun += 1;
    // A piece of work that is stopped takes a moment to let go of its file.
    await held;
    signal.throwIfAborted();
    writeFileSync(to, 'a picture');
    return facts;
  };
  const scene = await partsScene(({ polls }) => void polls.set('a', done()).set('b', done()), { picture });
  await scene.until(() => begun === 1);
  return { scene, begun: () => begun, go };
}

const completes = async (scene: PartsScene): Promise<void> => {
  await scene.until(() => ['completed', 'failed'].includes(scene.show().state));
  expect(scene.show()).toMatchObject({ state: 'completed', error: null });
  expect([...scene.sent].sort()).toEqual(['a', 'b']);
};

test('a budget that is changed meanwhile does no harm: the picture is made once, and each part goes out once', async () => {
  const { scene, begun, go } = await drawn();
  scene.act(() => {
    scene.engine.settings.setLimits({ day: 1_000 });
    scene.engine.jobs.reconsider();
  });
  await scene.minute();
  go();
  await completes(scene);
  expect(begun()).toBe(1);
});

test('a job that is cancelled and retried meanwhile makes its picture when the first one has let go', async () => {
  const { scene, begun, go } = await drawn();
  scene.act((id) => scene.engine.actions.cancel(id));
  scene.act((id) => scene.engine.actions.retry(id));
  await scene.minute();
  go();
  await completes(scene);
  expect(begun()).toBe(2);
});
