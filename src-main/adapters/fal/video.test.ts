import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClipRequest, ProviderRequest, SentFile } from '../../../src-shared/domain/request.ts';
import { exchangeFor, optionsOf, soon, speech } from '../conformance.ts';
import { createFal } from './provider.ts';

/** A queue with one request, which ends as `output` says. */
type Queue = { output: Record<string, unknown>; units: string | null; inputs: unknown[]; paths: string[] };

const sent = (url: string | null): SentFile => ({
  from: { input: 'image' },
  make: { do: 'picture', ratio: '9:16', fit: 'crop', longest: 2_048 },
  path: 'input/image.jpg',
  mime: 'image/jpeg',
  url,
});
const clip: ClipRequest = {
  task: 'clip',
  provider: 'fal',
  models: ['kling-v3/standard'],
  image: sent('https://v3.fal.media/files/in/1/image.jpg'),
  prompt: 'She pours the coffee.',
  negativePrompt: '',
  seconds: 3,
  ratio: null,
  fps: null,
  sound: false,
  seed: null,
  loop: false,
};
const talk: ProviderRequest = {
  task: 'talk',
  provider: 'fal',
  models: ['kling-avatar-2/standard'],
  image: clip.image,
  voice: sent('https://v3.fal.media/files/in/2/voice.mp3'),
  prompt: '',
  seconds: 14,
};

describe('a video of fal', () => {
  const queue: Queue = { output: {}, units: null, inputs: [], paths: [] };
  const answers = (path: string): unknown => {
    if (path.includes('/status')) return { status: 'COMPLETED', request_id: 'req-1' };
    if (path.includes('/requests/req-1')) return queue.output;
    if (path.includes('/pricing')) {
      const endpoint_id = new URL(path, 'http://x').searchParams.get('endpoint_id');
      return { prices: [{ endpoint_id, unit_price: 0.084, unit: 'seconds', currency: 'USD' }] };
    }
    if (path.includes('/by-endpoint')) {
      const items = queue.inputs.map((json_input, i) => ({
        request_id: `req-${i + 1}`,
        sent_at: new Date().toISOString(),
        json_input,
      }));
      return { items, next_cursor: null, has_more: false };
    }
    return { status: 'IN_QUEUE', request_id: 'req-1' };
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const path = request.url ?? '';
    queue.paths.push(path.split('?')[0] ?? '');
    if (request.method === 'POST') queue.inputs.push(JSON.parse(body));
    response.setHeader('content-type', 'application/json');
    if (queue.units) response.setHeader('x-fal-billable-units', queue.units);
    response.end(JSON.stringify(answers(path)));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => server.close());
  beforeEach(() => Object.assign(queue, { output: {}, units: null, inputs: [], paths: [] }));
  const make = () =>
    createFal(
      optionsOf({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'id:secret' }),
    );
  const poll = (request: ProviderRequest) => make().poll({ requestId: 'req-1', request }, soon());

  test('goes to the endpoint of its model and comes back as one file, billed by the list', async () => {
    const file = { url: 'https://v3.fal.media/files/out/x.mp4', content_type: 'video/mp4', file_size: 7 };
    for (const [request, endpoint] of [
      [clip, 'fal-ai/kling-video/v3/standard/image-to-video'],
      [talk, 'fal-ai/kling-video/ai-avatar/v2/standard'],
    ] as const) {
      Object.assign(queue, { output: { video: file, duration: 3.04 }, units: '3', paths: [], inputs: [] });
      expect(await make().submit(request, exchangeFor(soon()))).toEqual({
        kind: 'accepted',
        requestId: 'req-1',
      });
      expect(queue.paths).toEqual([`/queue.fal.run/${endpoint}`]);
      expect(queue.inputs).toHaveLength(1);
      const [piece] = [{ type: 'file', url: file.url, kind: 'video', mime: 'video/mp4', bytes: 7 }];
      expect(await poll(request)).toEqual({
        kind: 'finished',
        result: { model: request.models[0], billedUsd: 0.252, pieces: [piece] },
      });
    }
  });

  test('what a document may leave out is not missed; without the file it is unusable', async () => {
    const url = 'https://v3.fal.media/files/out/x';
    for (const more of [
      {},
      { content_type: null },
      { content_type: 'application/octet-stream' },
      { file_size: 'x' },
    ]) {
      queue.output = { video: { url, ...more } };
      expect(await poll(clip)).toMatchObject({
        kind: 'finished',
        result: { billedUsd: null, pieces: [{ url, kind: 'video', mime: 'video/mp4', bytes: null }] },
      });
    }
    queue.output = { video: { url, content_type: 'video/quicktime' } };
    expect(await poll(clip)).toMatchObject({ result: { pieces: [{ mime: 'video/quicktime' }] } });
    queue.output = { audio: { url } };
    expect(await poll(clip)).toMatchObject({ kind: 'failed', error: { code: 'answer_unusable' } });
    expect(await poll(speech)).toMatchObject({
      kind: 'finished',
      result: { pieces: [{ mime: 'audio/mpeg' }] },
    });
  });

  test('is found again by exactly its input; another upload of the same picture is another request', async () => {
    const adapter = make();
    await adapter.submit(clip, exchangeFor(soon()));
    const query = { sentAt: Date.now(), requestId: null };
    expect(await adapter.lookup({ ...query, request: clip }, soon())).toEqual({
      kind: 'found',
      requestIds: ['req-1'],
    });
    const anew = { ...clip, image: sent('https://v3.fal.media/files/in/3/image.jpg') };
    expect(await adapter.lookup({ ...query, request: anew }, soon())).toEqual({
      kind: 'found',
      requestIds: [],
    });
  });

  test('without the address of a file, or with a model of another task, nothing is asked', async () => {
    const refused = (code: string, more = {}) => ({ kind: 'refused', wait: null, error: { code, ...more } });
    expect(await make().submit({ ...clip, image: sent(null) }, exchangeFor(soon()))).toMatchObject(
      refused('input_missing', { field: 'image', subject: 'image' }),
    );
    expect(await make().submit({ ...talk, models: clip.models }, exchangeFor(soon()))).toMatchObject(
      refused('model_gone'),
    );
    expect(queue.paths).toEqual([]);
  });

  test('a quote of seconds, by the list', async () => {
    expect(await make().quote(clip.models, { kind: 'seconds', count: 10 }, soon())).toBe(0.84);
  });
});
