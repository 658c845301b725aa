import { expect, test } from 'vitest';
import { done, type PartsScene, partsScene } from '../../../test/ledger/parts-scene.ts';
import type { PollOutcome } from '../../ports/provider.ts';

/** A retry while a part of an earlier go is still at the provider: it is waited for, and what it makes counts. */
const refused: PollOutcome = {
  kind: 'failed',
  error: { code: 'content_refused', subject: 'fal' },
  mayMend: false,
  billedUsd: null,
};
const retry = (scene: PartsScene): unknown => scene.act((id) => scene.engine.actions.retry(id));
const finals = (scene: PartsScene) => scene.show().takes.filter((take) => take.stage === 'final');

/** Part a was refused and the go has failed; part b runs on. */
async function bRuns(): Promise<PartsScene> {
  const scene = await partsScene(() => undefined);
  await scene.until(() => scene.show().attempts.filter((one) => one.state === 'running').length === 2);
  scene.polls.set('a', refused);
  await scene.until(() => scene.show().state === 'failed');
  return scene;
}

test.each(['before', 'after'])('a part that ends %s the others is not bought again', async (when) => {
  const scene = await bRuns();
  retry(scene);
  scene.polls.delete('a');
  await scene.until(() => scene.sent.length === 3);
  await scene.minute();
  expect(scene.sent).toEqual(['a', 'b', 'a']);
  const [first, last] = when === 'before' ? ['b', 'a'] : ['a', 'b'];
  scene.polls.set(first ?? '', done());
  await scene.minute();
  expect(scene.show().state).toBe('generating_final');
  expect(finals(scene)).toEqual([]);
  scene.polls.set(last ?? '', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toEqual(['a', 'b', 'a']);
  // One take, of this go, with a file of each part.
  expect(finals(scene)).toMatchObject([{ late: false }]);
  expect(finals(scene)[0]?.assets).toHaveLength(2);
});

test('where the part that was waited for fails, the new go sends it', async () => {
  const scene = await bRuns();
  retry(scene);
  scene.polls.delete('a');
  await scene.until(() => scene.sent.length === 3);
  scene.polls.set('b', refused);
  await scene.until(() => scene.show().attempts.some((one) => one.part === 1 && one.state === 'failed'));
  scene.polls.set('a', done()).set('b', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toEqual(['a', 'b', 'a', 'b']);
});

test('a part that was asked to stop is waited for: it is sent again only when it did stop', async () => {
  const scene = await partsScene(() => undefined);
  await scene.until(() => scene.show().attempts.filter((one) => one.state === 'running').length === 2);
  scene.act((id) => scene.engine.actions.cancel(id));
  retry(scene);
  await scene.minute();
  expect(scene.sent).toEqual(['a', 'b']);
  // One came all the same, the other one was stopped.
  scene.polls.set('a', done()).set('b', { kind: 'cancelled' });
  await scene.until(() => scene.sent.length === 3);
  expect(scene.sent).toEqual(['a', 'b', 'b']);
  scene.polls.set('b', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toHaveLength(3);
  expect(finals(scene)).toMatchObject([{ late: false }]);
});

test('a cancelled go whose parts all come makes one late take; a retry after it buys both anew', async () => {
  const scene = await partsScene(() => undefined);
  await scene.until(() => scene.show().attempts.filter((one) => one.state === 'running').length === 2);
  scene.act((id) => scene.engine.actions.cancel(id));
  scene.polls.set('a', done()).set('b', done());
  await scene.until(() => finals(scene).length === 1);
  expect(finals(scene)).toMatchObject([{ late: true, assets: [{}, {}] }]);
  retry(scene);
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toEqual(['a', 'b', 'a', 'b']);
  expect(finals(scene)[1]?.assets).toHaveLength(2);
});
