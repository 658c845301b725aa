import { expect, test } from 'vitest';
import { done, lost, type PartsScene, partsScene } from '../../../test/ledger/parts-scene.ts';
import type { Decision } from './actions.ts';
import { attemptsOf } from './store.ts';

/** A stage of two parts, one or both of them in doubt: whatever is decided, no part is sent while another try of it is out. */
const bothLost = ({ submits }: Pick<PartsScene, 'submits'>): void => {
  submits.set('a', [lost]);
  submits.set('b', [lost]);
};
const lostB = ({ submits }: Pick<PartsScene, 'submits'>): void => void submits.set('b', [lost]);

const states = ({ show }: PartsScene): string[] =>
  show()
    .attempts.filter((one) => one.stage === 'final')
    .map((one) => `${one.part} ${one.state}`);
const decide = (scene: PartsScene, decision: Decision): void => {
  scene.act((id) => scene.engine.actions.resolve(id, decision));
};
const waitsForDecision = (scene: PartsScene) => (): boolean => scene.show().waitingFor === 'decision';
/** Part a is lost while b is sent already: both leave in the same moment. */
const bothInDoubt = async (scene: PartsScene): Promise<void> =>
  scene.until(() => states(scene).join() === '0 unknown,1 unknown' && scene.show().waitingFor === 'decision');

test('pay again decides about one part; nothing is sent until the other is decided, too', async () => {
  const scene = await partsScene(bothLost);
  await bothInDoubt(scene);
  decide(scene, { kind: 'pay_again' });
  await scene.minute();
  expect(scene.sent).toEqual(['a', 'b']);
  expect(scene.show()).toMatchObject({ state: 'generating_final', waitingFor: 'decision' });
  expect(scene.show().can).toContain('resolve');
  decide(scene, { kind: 'pay_again' });
  await scene.until(() => scene.sent.length === 4);
  expect([...scene.sent].sort()).toEqual(['a', 'a', 'b', 'b']);
  scene.polls.set('a', done()).set('b', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.show().takes.at(-1)?.assets).toHaveLength(2);
  expect(scene.sent).toHaveLength(4);
});

test.each(['pay_again', 'not_run', 'found'] as const)(
  '%s said twice of one part is refused the second time: the other part stays in doubt',
  async (kind) => {
    const scene = await partsScene(bothLost);
    await bothInDoubt(scene);
    const meant = scene.show().attempts.find((one) => one.state === 'unknown')?.n;
    const say = () =>
      scene.act((id) =>
        scene.engine.actions.resolve(id, kind === 'found' ? { kind, requestId: 'theirs' } : { kind }, meant),
      );
    say();
    expect(say).toThrow('NOT_ALLOWED attempt');
    await expect(scene.engine.proveRequest(scene.job, 'theirs', meant)).rejects.toThrow(
      'NOT_ALLOWED attempt',
    );
    expect(states(scene)[1]).toBe('1 unknown');
    await scene.minute();
    expect(scene.sent).toEqual(['a', 'b']);
    // The word on the other one is taken.
    const other = scene.show().attempts.find((one) => one.state === 'unknown')?.n;
    scene.act((id) => scene.engine.actions.resolve(id, { kind: 'not_run' }, other));
    expect(states(scene)[1]).toBe('1 failed');
  },
);

test.each([
  ['pay again, then found', ['pay_again', 'found']],
  ['found, then pay again', ['found', 'pay_again']],
] as const)('%s: one part is sent again, the other one fetched', async (_name, kinds) => {
  const scene = await partsScene(bothLost);
  await bothInDoubt(scene);
  for (const kind of kinds) {
    decide(scene, kind === 'found' ? { kind, requestId: 'theirs' } : { kind });
    if (kind !== kinds.at(-1)) await scene.minute();
  }
  await scene.until(() => scene.sent.length === 3);
  scene.polls.set('a', done()).set('b', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toHaveLength(3);
  expect(scene.show().takes.at(-1)?.late).toBe(false);
});

test.each([
  ['not run, then pay again', ['not_run', 'pay_again']],
  ['pay again, then not run', ['pay_again', 'not_run']],
  ['not run, then found', ['not_run', 'found']],
  ['found, then not run', ['found', 'not_run']],
] as const)('%s: the job waits for both words, then ends uncharged', async (_name, kinds) => {
  const scene = await partsScene(bothLost);
  await bothInDoubt(scene);
  const [first, last] = kinds.map(
    (kind): Decision => (kind === 'found' ? { kind, requestId: 'theirs' } : { kind }),
  ) as [Decision, Decision];
  decide(scene, first);
  await scene.minute();
  expect(scene.show()).toMatchObject({ state: 'generating_final', waitingFor: 'decision' });
  decide(scene, last);
  await scene.minute();
  expect(scene.show()).toMatchObject({ state: 'failed', error: { code: 'not_run' } });
  expect(scene.show().hold).toMatchObject({ captured: 0, released: 100 });
  expect(scene.sent).toEqual(['a', 'b']);
});

test('a part that is still running is not sent again when a person pays again for the other', async () => {
  const scene = await partsScene(lostB);
  await scene.until(waitsForDecision(scene));
  decide(scene, { kind: 'pay_again' });
  await scene.until(() => scene.sent.length === 3);
  await scene.minute();
  expect(scene.sent).toEqual(['a', 'b', 'b']);
  scene.polls.set('a', done()).set('b', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toEqual(['a', 'b', 'b']);
  expect(scene.show().takes.filter((take) => take.stage === 'final')).toMatchObject([{ late: false }]);
  expect(scene.show().takes.at(-1)?.assets).toHaveLength(2);
});

/** Part a fails while b is in doubt. */
const failedInDoubt = async (): Promise<PartsScene> => {
  const scene = await partsScene(lostB);
  await scene.until(waitsForDecision(scene));
  scene.polls.set('a', {
    kind: 'failed',
    error: { code: 'content_refused', subject: 'fal' },
    mayMend: false,
    billedUsd: null,
  });
  await scene.until(() => scene.show().state === 'failed');
  expect(states(scene)).toEqual(['0 failed', '1 unknown']);
  return scene;
};

test('a go that failed with a part in doubt is not retried before a word on that part', async () => {
  const scene = await failedInDoubt();
  expect(scene.show().can).toEqual(['resolve']);
  expect(() => scene.act((id) => scene.engine.actions.retry(id))).toThrow('NOT_ALLOWED');
  decide(scene, { kind: 'not_run' });
  expect(scene.show()).toMatchObject({ state: 'failed', can: ['retry'] });
  scene.polls.set('a', done()).set('b', done());
  scene.act((id) => scene.engine.actions.retry(id));
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toHaveLength(4);
});

test('to pay again for the part in doubt of a go that failed is a retry, with a hold of its own', async () => {
  const scene = await failedInDoubt();
  scene.polls.set('a', done()).set('b', done());
  decide(scene, { kind: 'pay_again' });
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toHaveLength(4);
  expect(scene.show().hold).toMatchObject({ captured: 100 });
});

test('the part in doubt of a go that failed is found: the retry buys only the other one', async () => {
  const scene = await failedInDoubt();
  decide(scene, { kind: 'found', requestId: 'theirs' });
  scene.act((id) => scene.engine.actions.retry(id));
  scene.polls.set('a', done()).set('b', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toEqual(['a', 'b', 'a']);
});

test('a part whose files were under way when another one was lost is not sent beside it', async () => {
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const scene = await partsScene(() => undefined, { upload: (nth) => (nth === 2 ? held : undefined) });
  await scene.until(() => states(scene).join() === '0 running');
  const a = attemptsOf(scene.engine.db, scene.job).at(-1);
  scene.engine.write(() => scene.engine.attempts.tryStep(a?.id ?? 0, 'lost', { lookUntil: 0 }));
  go();
  await scene.minute();
  expect(scene.sent).toEqual(['a']);
  expect(scene.show().waitingFor).toBe('decision');
  decide(scene, { kind: 'found', requestId: 'theirs' });
  await scene.until(() => scene.sent.length === 2);
  scene.polls.set('a', done()).set('b', done());
  await scene.until(() => scene.show().state === 'completed');
  expect(scene.sent).toEqual(['a', 'b']);
});

test('a key that was refused while the files were under way keeps the part back', async () => {
  const scene = await partsScene(() => undefined, {
    upload: (nth, engine) => {
      if (nth === 1)
        engine.write(() => engine.gates.pause('fal', 'key', { code: 'key_refused', subject: 'fal' }));
    },
  });
  await scene.until(() => scene.show().waitingFor === 'key');
  await scene.minute();
  expect(scene.sent).toEqual([]);
  expect(scene.show().state).toBe('generating_final');
  scene.engine.resume();
  await scene.until(() => scene.sent.length === 2);
});
