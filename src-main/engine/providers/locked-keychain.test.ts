import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/ledger/folder.ts';
import { finished, type Script, scripted, wellBehaved } from '../../../test/ledger/scripted.ts';
import { engineOn, openFile, startMs } from '../../../test/ledger/world.ts';
import { type FakeClock, fakeClock } from '../../adapters/system/fake-clock.ts';
import { keys as calls } from '../../api/providers.ts';
import type { KeychainPort, KeychainState } from '../../ports/keychain.ts';
import type { Engine } from '../engine.ts';

/** A keychain that is locked for a while: what waits for it says so, and goes on by itself. */
const second = 1_000;
const minute = 60 * second;

type Chain = { state: KeychainState; asked: number };
type Scene = { chain: Chain; clock: FakeClock; start(script?: Partial<Script>): Promise<Work> };
type Work = {
  engine: Engine;
  sent(): number;
  stop(): Promise<void>;
};

/** A profile with a key of fal in its keychain, and nothing running. */
async function sceneOf(): Promise<Scene> {
  const secrets = new Map<string, string>();
  const chain: Chain = { state: 'ok', asked: 0 };
  const keychain: KeychainPort = {
    async state() {
      chain.asked += 1;
      return chain.state;
    },
    get: async (account) => secrets.get(account) ?? null,
    set: async (account, secret) => void secrets.set(account, secret),
    remove: async (account) => void secrets.delete(account),
  };
  const folder = temporaryFolder('quick');
  const clock = fakeClock(startMs);
  const db = openFile(join(folder, 'rushes.db'));
  onTestFinished(() => db.close());
  let requests = 0;
  const scene: Scene = {
    chain,
    clock,
    async start(script = {}) {
      const counted = { submits: 0 };
      const engine: Engine = engineOn(db, {
        clock,
        folder,
        keychain,
        givenKeys: {},
        providers: {
          fal: {
            ...scripted({ ...wellBehaved, ...script }).port,
            async submit(_request, exchange) {
              counted.submits += 1;
              const requestId = `r${++requests}`;
              exchange.accepted(requestId);
              return { kind: 'accepted', requestId };
            },
            // As the adapters do: without a key nothing is asked.
            async poll() {
              await engine.keys.load('fal');
              return engine.keys.has('fal')
                ? (script.poll?.(0) ?? finished())
                : { kind: 'blocked', reason: 'key', error: { code: 'KEY_MISSING', subject: 'fal' } };
            },
          },
        },
      });
      onTestFinished(() => engine.stop());
      return { engine, sent: () => counted.submits, stop: () => engine.stop() };
    },
  };
  const { engine, stop } = await scene.start();
  await engine.keys.set('fal', 'key-of-a-locked-keychain', false);
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  await stop();
  return scene;
}

/** Lets at most a minute pass. Files are real, time is not: each second of the clock lets some work of the disk be done. */
async function within(clock: FakeClock, so: () => boolean): Promise<void> {
  for (let i = 0; i < 60 && !so(); i++) {
    await clock.advance(second);
    for (let turn = 0; turn < 8; turn++) await stat('.');
  }
  expect(so()).toBe(true);
}
const previewed = (engine: Engine, id: string) => (): boolean => engine.show(id).state === 'preview_ready';

const make = (engine: Engine): string =>
  engine.act(null, () => engine.create.create({ workflow: 'image_to_video', params: { price: 100 } }))[0]
    ?.id ?? '';

test('a job waits for the key while the keychain is locked, and goes out once it is open, without a word', async () => {
  const { chain, clock, start } = await sceneOf();
  chain.state = 'locked';
  const { engine, sent } = await start();
  engine.start();
  const id = make(engine);
  await clock.advance(second);
  expect(engine.show(id)).toMatchObject({ waitingFor: 'key', error: { code: 'KEYCHAIN_LOCKED' } });
  chain.state = 'ok';
  await within(clock, previewed(engine, id));
  expect(sent()).toBe(1);
});

test('it is asked ever more seldom, and only while work waits for it', async () => {
  const { chain, clock, start } = await sceneOf();
  chain.state = 'locked';
  chain.asked = 0;
  const { engine } = await start();
  engine.start();
  await clock.advance(60 * minute);
  expect(chain.asked).toBe(0);
  const id = make(engine);
  await clock.advance(minute);
  const soon = chain.asked;
  expect(soon).toBeGreaterThanOrEqual(2);
  await clock.advance(60 * minute);
  expect(chain.asked - soon).toBeLessThanOrEqual(11);
  engine.actOn(id, (one) => engine.actions.cancel(one));
  await clock.advance(10 * minute);
  const left = chain.asked;
  await clock.advance(60 * minute);
  expect(chain.asked).toBe(left);
});

test.each(['locked', 'absent'] as const)(
  'a person who opens a keychain that was %s and tests the key, or looks at it, is enough',
  async (state) => {
    for (const word of ['test', 'status'] as const) {
      const { chain, clock, start } = await sceneOf();
      chain.state = state;
      const { engine, sent } = await start();
      const context = { context: { engine, paths: false } };
      engine.start();
      make(engine);
      await clock.advance(second);
      await expect(call(calls.test, { provider: 'fal' }, context as never)).rejects.toMatchObject({
        code: state === 'locked' ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_ABSENT',
      });
      chain.state = 'ok';
      const said =
        word === 'test'
          ? await call(calls.test, { provider: 'fal' }, context as never)
          : await call(calls.status, undefined, context as never);
      expect(said).toMatchObject(word === 'test' ? { ok: true } : { keychain: 'ok' });
      await clock.advance(second);
      expect(sent()).toBe(1);
    }
  },
);

/** A request is at the provider when the keychain is found locked. */
async function cutOff(scene: Scene): Promise<Work & { id: string }> {
  const first = await scene.start({ poll: () => ({ kind: 'running' }) });
  first.engine.start();
  const id = make(first.engine);
  await scene.clock.advance(5 * second);
  expect(first.engine.show(id).attempts).toMatchObject([{ state: 'running' }]);
  await first.stop();
  scene.chain.state = 'locked';
  const work = await scene.start();
  work.engine.start();
  await scene.clock.advance(5 * second);
  expect(work.engine.show(id)).toMatchObject({ waitingFor: 'key', error: { code: 'KEYCHAIN_LOCKED' } });
  return { ...work, id };
}

test('a request that is at the provider is followed to its end once the keychain is open', async () => {
  const scene = await sceneOf();
  const { engine, id } = await cutOff(scene);
  scene.chain.state = 'ok';
  await within(scene.clock, previewed(engine, id));
});

test('a start after the keychain was locked is not kept back by what it was paused for', async () => {
  const scene = await sceneOf();
  const { stop, id, engine } = await cutOff(scene);
  expect(engine.db.sql(`SELECT paused_for FROM providers WHERE id = 'fal'`).pluck().get()).toBe('key');
  await stop();
  scene.chain.state = 'ok';
  const last = await scene.start();
  last.engine.start();
  const other = make(last.engine);
  await within(scene.clock, previewed(last.engine, id));
  await within(scene.clock, previewed(last.engine, other));
});
