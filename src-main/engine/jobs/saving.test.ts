import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { temporaryFolder } from '../../../test/ledger/folder.ts';
import { type Counted, error, scripted, wellBehaved } from '../../../test/ledger/scripted.ts';
import { engineOn, openFile, startMs } from '../../../test/ledger/world.ts';
import { fakeClock } from '../../adapters/system/fake-clock.ts';
import type { DownloadOutcome } from '../../ports/provider.ts';

const minute = 60_000;
const speech = new TextEncoder().encode('ID3 and a speech');

type Scene = { counted: Counted; show(): Job; pass(ms: number): Promise<void> };
/** `files`: whether the provider's files can be had; `api`: whether the provider itself can be reached. */
type World = { files: boolean; api: boolean };

/** A speech whose preview is ready at the provider and is about to be fetched. */
async function scene(world: World): Promise<Scene> {
  const folder = temporaryFolder('quick');
  const db = openFile(join(folder, 'rushes.db'));
  const clock = fakeClock(startMs);
  const download = (): DownloadOutcome =>
    world.files
      ? {
          kind: 'stream',
          mime: 'audio/mpeg',
          bytes: speech.byteLength,
          body: (async function* () {
            yield speech;
          })(),
        }
      : { kind: 'unreachable', error: error('download_broken') };
  const { port, counted } = scripted({
    ...wellBehaved,
    poll: () => ({
      kind: 'finished',
      result: {
        model: null,
        billedUsd: 0.5,
        pieces: [{ type: 'file', url: 'x', kind: 'audio', mime: 'audio/mpeg', bytes: null }],
      },
    }),
    download,
  });
  const fal = { ...port, reachable: async () => world.api };
  const engine = engineOn(db, { clock, folder, providers: { fal } });
  onTestFinished(async () => {
    await engine.stop();
    db.close();
  });
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  const [row] = engine.act(null, () => engine.create.create({ workflow: 'tts', params: { text: 'Hello.' } }));
  const show = (): Job => engine.show(row?.id ?? '');
  engine.start();
  // Files are real, time is not: each step of the clock lets as much of the disk's work be done as a small file needs.
  const pass = async (ms: number): Promise<void> => {
    const step = Math.max(500, Math.min(30_000, ms / 100));
    for (let at = 0; at < ms; at += step) {
      await clock.advance(step);
      for (let i = 0; i < 4; i++) await stat(folder);
    }
  };
  for (let i = 0; i < 200 && show().attempts[0]?.state !== 'saving'; i++) await pass(500);
  return { counted, show, pass };
}

test('a network that is down for longer than the stage limit while a result is fetched loses nothing', async () => {
  const world = { files: false, api: true };
  const { counted, show, pass } = await scene(world);
  world.api = false;
  await pass(10 * minute);
  expect(show()).toMatchObject({
    state: 'processing',
    waitingFor: 'network',
    error: { code: 'PROVIDER_UNREACHABLE' },
    hold: { held: 100 },
    attempts: [{ state: 'saving' }],
  });
  world.files = true;
  await pass(2 * minute);
  expect(show()).toMatchObject({ state: 'preview_ready', error: null, takes: [{ late: false }] });
  expect(counted).toMatchObject({ submits: 1, cancels: 0 });
});

test('a provider that answers while its file does not is waited for, too, and the job says so', async () => {
  const world = { files: false, api: true };
  const { counted, show, pass } = await scene(world);
  await pass(10 * minute);
  expect(show()).toMatchObject({ state: 'processing', error: { code: 'PROVIDER_UNREACHABLE' } });
  world.files = true;
  await pass(2 * minute);
  expect(show()).toMatchObject({ state: 'preview_ready', error: null });
  expect(counted.submits).toBe(1);
});

test('after a day in which the provider answers and its file does not, the job fails and is not charged', async () => {
  const { show, pass } = await scene({ files: false, api: true });
  await pass(23 * 60 * minute);
  expect(show().state).toBe('processing');
  await pass(3 * 60 * minute);
  expect(show()).toMatchObject({
    state: 'failed',
    error: { code: 'download_broken' },
    hold: { captured: 0, released: 100 },
  });
});
