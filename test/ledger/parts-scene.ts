import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { type FakeClock, fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import type { Engine } from '../../src-main/engine/engine.ts';
import type { MediaPort } from '../../src-main/ports/media.ts';
import type { PollOutcome, ProviderPort, ResultPiece, SubmitOutcome } from '../../src-main/ports/provider.ts';
import { RushesError } from '../../src-shared/contract/errors.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import type { ProviderRequest } from '../../src-shared/domain/request.ts';
import { defineWorkflow } from '../../src-shared/workflows/workflow.ts';
import { temporaryFolder } from './folder.ts';
import { error } from './scripted.ts';
import { engineOn, openFile, startMs } from './world.ts';

/** A job whose final has two parts, and a provider that does with each part what the test says. */
export type PartsScene = {
  engine: Engine;
  clock: FakeClock;
  job: string;
  show(): Job;
  /** Texts that were submitted for the final, in order. */
  sent: string[];
  /** Answers to the next submits of a part; without one it is accepted. */
  submits: Map<string, SubmitOutcome[]>;
  /** What a poll of a part answers; without an entry it runs on. */
  polls: Map<string, PollOutcome>;
  until(so: () => boolean): Promise<void>;
  act(action: (id: string) => unknown): Job;
  /** Lets a minute pass: what would be sent by now has been sent. */
  minute(): Promise<void>;
};

const parts = ['a', 'b'] as const;
const input = { field: 'image', path: 'user_local/portrait.jpg' };
/** With a file to send, as parts of a video have it, the second one is prepared while the first one is out. */
const request = (prompt: string, models: readonly string[], cropped: boolean): ProviderRequest => ({
  task: 'clip',
  provider: 'fal',
  models: [...models],
  image: {
    from: { input: input.field },
    make: cropped ? { do: 'picture', ratio: null, fit: 'crop', longest: 100 } : { do: 'as_is' },
    path: null,
    mime: null,
    url: null,
  },
  prompt,
  negativePrompt: '',
  seconds: 5,
  ratio: null,
  fps: null,
  sound: false,
  seed: null,
  loop: false,
});

const twoParts = ({ fit, cropped }: { fit: boolean; cropped: boolean }) =>
  defineWorkflow({
    id: 'image_to_video',
    title: 'Two parts',
    summary: 'Its final has two parts.',
    provider: 'fal',
    params: z.strictObject({ price: z.number() }),
    review: 'hold',
    relation: 'new_take',
    credits: (p) => p.price,
    fields: [{ name: 'price', label: 'Price', widget: 'number', required: true, rule: 'a number' }],
    stages: {
      preview: { models: ['m'], limit: '', expectedSeconds: 10 },
      final: { models: ['m'], limit: '', expectedSeconds: 100 },
    },
    toRequest: (stage, { models }) =>
      stage === 'preview'
        ? [request('preview', models, false)]
        : parts.map((text) => request(text, models, cropped)),
    ...(fit
      ? {
          promise: () => ({
            parts: parts.map((_, part) => ({ part, seconds: 1 })),
            ratio: null,
            fit: 'crop' as const,
            fps: null,
            sound: 'none' as const,
            voiceS: null,
          }),
        }
      : {}),
    steps: { preview: [], final: fit ? ['fit'] : [] },
  });

export const lost: SubmitOutcome = { kind: 'unknown', error: error('outcome_unknown'), requestId: null };
export const done = (piece: ResultPiece = { type: 'text', text: 'a take' }): PollOutcome => ({
  kind: 'finished',
  result: { model: null, billedUsd: null, pieces: [piece] },
});

export type PartsOptions = {
  media?: MediaPort;
  /** Makes the picture that both parts of the final send; without it the input goes as it is. */
  picture?: MediaPort['picture'];
  /** Called in the nth upload for the final. */
  upload?(nth: number, engine: Engine): Promise<void> | void;
};

/** Up to the approval of the final. */
export async function partsScene(
  before: (scene: Pick<PartsScene, 'submits' | 'polls'>) => void,
  options: PartsOptions = {},
): Promise<PartsScene> {
  const folder = temporaryFolder('quick');
  const db = openFile(join(folder, 'rushes.db'));
  const clock = fakeClock(startMs);
  const sent: string[] = [];
  const submits: PartsScene['submits'] = new Map();
  const polls: PartsScene['polls'] = new Map([['preview', done()]]);
  let tellAllOut = (): void => undefined;
  const allOut = new Promise<void>((resolve) => {
    tellAllOut = resolve;
  });
  let n = 0;
  let approved = false;
  let uploads = 0;
  const textOf = (of: ProviderRequest): string => (of.task === 'clip' ? of.prompt : '');
  const port: ProviderPort = {
    id: 'fal',
    async submit(asked, exchange) {
      const text = textOf(asked);
      if (text !== 'preview') sent.push(text);
      if (sent.length === parts.length) tellAllOut();
      const answer = submits.get(text)?.shift() ?? { kind: 'accepted', requestId: `r${++n}` };
      if (answer.kind === 'accepted') exchange.accepted(answer.requestId);
      // Answers are lost when every part has left, so that several can be.
      if (answer.kind === 'unknown') await allOut;
      return answer;
    },
    async upload() {
      if (approved) await options.upload?.(++uploads, engine);
      return { kind: 'inline' };
    },
    poll: async (ticket) => polls.get(textOf(ticket.request)) ?? { kind: 'running' },
    cancel: async () => 'asked',
    lookup: async () => ({ kind: 'impossible' }),
    async download() {
      const body = new TextEncoder().encode('\u0000\u0000\u0000\u0018ftypmp42, as far as its beginning says');
      return {
        kind: 'stream',
        mime: 'video/mp4',
        bytes: body.byteLength,
        body: (async function* () {
          yield body;
        })(),
      };
    },
    testKey: async () => ({ kind: 'ok', detail: '' }),
    reachable: async () => true,
    quote: async () => null,
  };
  const fit = options.media !== undefined;
  const cropped = options.picture !== undefined;
  const media = options.media ?? (options.picture ? drawing(options.picture) : null);
  const engine: Engine = engineOn(db, {
    clock,
    folder,
    providers: { fal: port },
    workflows: [twoParts({ fit, cropped })],
    media,
  });
  onTestFinished(async () => {
    await engine.stop();
    db.close();
  });
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  const [row] = engine.act(null, () =>
    engine.create.create({ workflow: 'image_to_video', params: { price: 100 } }),
  );
  const job = row?.id ?? '';
  await keepInput(engine, job);
  engine.start();
  const show = (): Job => engine.show(job);
  // Files are real, time is not: each step of the clock lets as much of the disk's work be done as a small file needs.
  const turn = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await stat(folder);
  };
  const until: PartsScene['until'] = async (so) => {
    for (let i = 0; i < 4_000 && !so(); i++) {
      await clock.advance(500);
      await turn();
    }
    expect(so(), JSON.stringify(show(), null, 1)).toBe(true);
  };
  const minute = async (): Promise<void> => {
    for (let i = 0; i < 120; i++) {
      await clock.advance(500);
      await turn();
    }
  };
  await until(() => show().state === 'preview_ready');
  before({ submits, polls });
  approved = true;
  engine.actOn(job, (id) => engine.actions.approve([id]));
  return { engine, clock, job, show, sent, submits, polls, until, minute, act: (f) => engine.actOn(job, f) };
}

/** Media that makes pictures and nothing else. */
function drawing(picture: MediaPort['picture']): MediaPort {
  const no = (): Promise<never> => Promise.reject(new RushesError('media_missing'));
  return {
    codecs: async () => false,
    probe: no,
    listen: no,
    picture,
    thumbnail: no,
    peaks: no,
    voice: no,
    clip: no,
    join: no,
    stop: async () => undefined,
  };
}

async function keepInput(engine: Engine, job: string): Promise<void> {
  const part = await engine.files.open(input.path);
  await part.write(new TextEncoder().encode('a portrait'));
  const { bytes, sha256 } = await part.commit();
  engine.db
    .sql(
      `INSERT INTO inputs (job_id, field, name, path, mime, bytes, sha256, facts) VALUES (?, ?, 'portrait.jpg', ?, 'image/jpeg', ?, ?, ?)`,
    )
    .run(
      job,
      input.field,
      input.path,
      bytes,
      sha256,
      JSON.stringify({ kind: 'image', width: 1, height: 1, seconds: null, silences: [] }),
    );
}
