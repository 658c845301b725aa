import OpenAI from 'openai';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inputSha256 } from './canonical.ts';
import { type Client, startClient, within } from './test-client.ts';

let client: Client;
beforeEach(async () => {
  client = await startClient();
});
afterEach(() => client.simulators.close());

const PROMPT = 'Write a 20 second ad for a bamboo toothbrush';
const ask = (more: Record<string, unknown> = {}) => ({
  models: ['openai/gpt-4o-mini', 'openai/gpt-6-luna'],
  messages: [{ role: 'user', content: PROMPT }],
  ...more,
});

type Chunk = {
  id?: string;
  model: string;
  error?: { code: number };
  choices: { delta: { content?: string }; finish_reason: string | null }[];
  usage?: { cost: number; completion_tokens: number };
};

function readEvents(body: string): { chunks: Chunk[]; done: boolean; text: string } {
  const data = body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6));
  const chunks = data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line) as Chunk);
  return {
    chunks,
    done: data.at(-1) === '[DONE]',
    text: chunks.map((one) => one.choices[0]?.delta.content ?? '').join(''),
  };
}

it('streams words, a finish reason and the usage with its cost, and knows the generation', async () => {
  const answer = await client.chat(ask({ stream: true, max_tokens: 1_000 }));
  expect(answer.status).toBe(200);
  const body = await answer.text();
  expect(body.startsWith(': OPENROUTER PROCESSING')).toBe(true);
  const { chunks, done, text } = readEvents(body);
  expect(done).toBe(true);
  expect(text).toContain('bamboo toothbrush');
  expect(text.split('\n\n').length).toBeGreaterThan(4);
  expect(chunks.length).toBeGreaterThan(100);
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
  expect(chunks.at(-1)?.choices).toEqual([]);
  expect(chunks.at(-1)?.usage?.cost).toBeGreaterThan(0);
  expect(chunks.at(-1)?.model).toBe('openai/gpt-4o-mini');

  const id = answer.headers.get('x-generation-id')!;
  expect(chunks[0]?.id).toBe(id);
  const found = (await (await client.openrouter(`/generation?id=${id}`)).json()) as {
    data: { total_cost: number };
  };
  expect(found.data).toMatchObject({ id, model: 'openai/gpt-4o-mini', finish_reason: 'stop' });
  expect(found.data.total_cost).toBe(chunks.at(-1)?.usage?.cost);
  expect((await client.openrouter('/generation?id=gen-1')).status).toBe(404);
  expect((await client.openrouter('/generation')).status).toBe(400);
});

it('answers without a stream, concise for a preview, cut at max_tokens, the same for the same input', async () => {
  type Whole = {
    choices: { message: { content: string }; finish_reason: string }[];
    usage: { completion_tokens: number };
  };
  const whole = async (more: Record<string, unknown>) =>
    (await (await client.chat(ask(more))).json()) as Whole;
  const preview = await whole({ max_tokens: 150 });
  expect(preview.choices[0]).toMatchObject({ finish_reason: 'stop' });
  expect(preview.choices[0]?.message.content).toContain('bamboo toothbrush');
  expect(preview.usage.completion_tokens).toBeLessThanOrEqual(150);
  expect((await whole({ max_tokens: 150 })).choices[0]?.message).toEqual(preview.choices[0]?.message);
  const final = await whole({ max_tokens: 1_000 });
  expect(final.choices[0]?.message.content.length).toBeGreaterThan(
    4 * preview.choices[0]!.message.content.length,
  );
  expect(final.choices[0]?.finish_reason).toBe('stop');
  const cut = await whole({ max_tokens: 12 });
  expect(cut.choices[0]?.finish_reason).toBe('length');
  expect(cut.usage.completion_tokens).toBeLessThanOrEqual(12);
});

it('answers an image prompt as the JSON that the schema asks for', async () => {
  const fields = ['prompt', 'negative_prompt', 'title'].map((name) => [name, { type: 'string' }] as const);
  const schema = {
    type: 'object',
    properties: {
      ...Object.fromEntries(fields),
      style: { type: 'string', enum: ['ugc', 'product', 'lifestyle', 'cinematic', 'studio'] },
      aspect_ratio: { type: 'string', enum: ['9:16', '1:1', '16:9'] },
    },
    required: ['prompt', 'negative_prompt', 'style', 'aspect_ratio', 'title'],
  };
  const texts: string[] = [];
  for (const max_tokens of [300, 500]) {
    const answer = await client.chat(
      ask({
        model: 'google/gemini-2.5-flash',
        max_tokens,
        messages: [
          { role: 'system', content: 'Style: cinematic. Aspect ratio: 1:1.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a serum bottle' },
              { type: 'image_url', image_url: { url: 'data:' } },
            ],
          },
        ],
        response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } },
      }),
    );
    const whole = (await answer.json()) as { model: string; choices: { message: { content: string } }[] };
    const made = JSON.parse(whole.choices[0]!.message.content) as Record<string, string>;
    expect(whole.model).toBe('google/gemini-2.5-flash');
    expect(Object.keys(made).sort()).toEqual([...schema.required].sort());
    expect(made).toMatchObject({ style: 'cinematic', aspect_ratio: '1:1', title: 'A serum bottle' });
    texts.push(made.prompt!);
  }
  expect(texts[1]!.length).toBeGreaterThan(texts[0]!.length);
});

it('tells about the key and the models, and refuses a wrong key', async () => {
  expect(await (await client.openrouter('/key')).json()).toMatchObject({ data: { is_free_tier: false } });
  const models = (await (await client.openrouter('/models')).json()) as { data: Record<string, never>[] };
  expect(models.data.map((one) => one.id)).toContain('google/gemini-3.5-flash-lite');
  expect(models.data[0]).toMatchObject({ pricing: { prompt: '0.00000015', completion: '0.0000006' } });
  const wrong = { headers: { authorization: 'Bearer sk-wrong' } };
  for (const answer of [await client.openrouter('/key', wrong), await client.chat(ask(), wrong)]) {
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      error: { code: 401, metadata: { error_type: 'authentication' } },
    });
  }
  expect(await client.accepted()).toBe(0);
  expect((await client.chat({ messages: [] })).status).toBe(400);
  expect((await client.chat({ messages: [{ role: 'user', content: 'x' }] })).status).toBe(400);
});

it('works with the openai SDK, and bills a hang-up by what was made', async () => {
  await client.simulators.close();
  client = await startClient({ speed: 1 });
  const sdk = new OpenAI({
    apiKey: 'k',
    baseURL: client.simulators.urls.openrouter,
    maxRetries: 0,
    organization: null,
    project: null,
  });
  const body = {
    model: 'openai/gpt-4o-mini',
    messages: [{ role: 'user' as const, content: PROMPT }],
    max_tokens: 1_000,
  };
  let text = '';
  let finish: string | null = null;
  let cost: unknown;
  const began = Date.now();
  for await (const chunk of await sdk.chat.completions.create({ ...body, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
    cost = (chunk.usage as { cost?: number } | undefined)?.cost;
  }
  expect(finish).toBe('stop');
  expect(cost).toBeGreaterThan(0);
  expect(text).toContain('toothbrush');
  expect(Date.now() - began).toBeGreaterThan(350);
  const whole = await sdk.chat.completions.create(body);
  expect(whole.choices[0]?.message.content).toBe(text);

  const stop = new AbortController();
  const { data, response } = await sdk.chat.completions
    .create({ ...body, stream: true }, { signal: stop.signal })
    .withResponse();
  let seen = 0;
  for await (const _ of data) if (++seen === 10) stop.abort();
  const id = response.headers.get('x-generation-id');
  await expect
    .poll(async () => (await (await client.openrouter(`/generation?id=${id}`)).json()) as unknown)
    .toMatchObject({ data: { cancelled: true } });
});

it.each([
  ['401', 401, 'authentication', null],
  ['402-in-flight', 402, 'payment_required', '7'],
  ['402-credits', 402, 'payment_required', null],
  ['402-key-limit', 402, 'payment_required', null],
  ['403-moderation', 403, 'permission_denied', null],
  ['404-gone', 404, 'not_found', null],
  ['422', 422, 'unprocessable', null],
  ['429', 429, 'rate_limit_exceeded', '7'],
  ['503-json', 503, 'provider_overloaded', '7'],
  ['500', 500, 'server', null],
  ['502', 502, 'provider_unavailable', null],
  ['error-200', 200, 'provider_unavailable', null],
] as const)('chat %s is refused in OpenRouter’s JSON and not accepted', async (...row) => {
  const [mode, status, type, wait] = row;
  await client.fault({ provider: 'openrouter', call: 'chat', mode, retryAfter: 7 });
  const answer = await client.chat(ask({ stream: true }));
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { metadata: { error_type: type } } });
  expect(answer.headers.get('retry-after')).toBe(wait);
  expect(await client.accepted()).toBe(0);
  expect((await client.chat(ask())).status).toBe(200);
});

it('chat: html, 503-bare and reset are not accepted either', async () => {
  for (const mode of ['html', '503-bare', 'reset'])
    await client.fault({ provider: 'openrouter', call: 'chat', mode });
  const portal = await client.chat(ask());
  expect([portal.status, portal.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const bare = await client.chat(ask());
  expect(bare.status).toBe(503);
  expect(await bare.text()).toContain('<html>');
  await expect(client.chat(ask())).rejects.toThrow('fetch failed');
  expect(await client.accepted()).toBe(0);
});

it('chat: accepted and lost', async () => {
  const order = (mode: string) => client.fault({ provider: 'openrouter', call: 'chat', mode, ms: 60 });
  await order('accept-then-reset');
  await expect(client.chat(ask())).rejects.toThrow('fetch failed');
  await order('accept-then-504');
  const lost = await client.chat(ask());
  expect(lost.status).toBe(504);
  const id = lost.headers.get('x-generation-id');
  expect((await client.openrouter(`/generation?id=${id}`)).status).toBe(200);
  await order('never-answer');
  expect(await within(150, client.chat(ask()))).toBe('silence');
  await order('half-json');
  await expect((await client.chat(ask())).json()).rejects.toThrow(SyntaxError);
  await order('no-request-id');
  expect((await client.chat(ask())).headers.get('x-generation-id')).toBeNull();
  await order('foreign-request-id');
  const foreign = (await client.chat(ask())).headers.get('x-generation-id');
  expect((await client.openrouter(`/generation?id=${foreign}`)).status).toBe(404);
  const began = Date.now();
  await order('slow');
  expect((await client.chat(ask())).status).toBe(200);
  expect(Date.now() - began).toBeGreaterThanOrEqual(55);
  expect(await client.control('/accepted')).toEqual([
    { provider: 'openrouter', inputSha256: inputSha256(ask()), count: 7 },
  ]);
});

it('chat: streams that go wrong were accepted', async () => {
  const order = (mode: string, more = {}) =>
    client.fault({ provider: 'openrouter', call: 'chat', mode, ...more });
  const stream = async () => (await client.chat(ask({ stream: true }))).text();
  await order('stalled-stream');
  expect(await within(150, stream())).toBe('silence');
  await order('stream-cut');
  await expect(stream()).rejects.toThrow('terminated');
  await order('end-without-finish');
  const ended = readEvents(await stream());
  expect(ended.done).toBe(false);
  expect(ended.text.length).toBeGreaterThan(5);
  expect(ended.chunks.every((one) => one.choices[0]?.finish_reason === null)).toBe(true);
  await order('stream-error');
  expect(readEvents(await stream()).chunks.at(-1)).toMatchObject({
    error: { code: 502 },
    choices: [{ finish_reason: 'error' }],
  });
  await order('content-filter');
  expect(readEvents(await stream()).chunks.at(-2)?.choices[0]?.finish_reason).toBe('content_filter');
  await order('empty');
  const empty = readEvents(await stream());
  expect([empty.text, empty.chunks.at(-2)?.choices[0]?.finish_reason]).toEqual(['', 'stop']);
  await order('empty', { variant: 'length' });
  expect(readEvents(await stream()).chunks.at(-2)?.choices[0]?.finish_reason).toBe('length');
  await order('not-json');
  expect(readEvents(await stream()).text).toContain('nice description');
  await order('fallback');
  expect(readEvents(await stream()).chunks[0]?.model).toBe('openai/gpt-6-luna');
  await order('half-json');
  const half = await stream();
  expect(() => readEvents(half)).toThrow(SyntaxError);
  expect(await client.accepted()).toBe(10);
});

it('lookup and account calls have faults of their own', async () => {
  await client.fault({ provider: 'openrouter', call: 'account', mode: 'html' });
  await client.fault({ provider: 'openrouter', call: 'lookup', mode: '500', times: -1 });
  expect((await client.openrouter('/key')).headers.get('content-type')).toContain('text/html');
  for (let i = 0; i < 3; i += 1) expect((await client.openrouter('/generation?id=x')).status).toBe(500);
  expect((await client.openrouter('/key')).status).toBe(200);
});
