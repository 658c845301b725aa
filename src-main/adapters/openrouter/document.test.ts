import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SentFile, TextRequest } from '../../../src-shared/domain/request.ts';
import { exchangeFor, optionsOf, picture, soon, standOf, text } from '../conformance.ts';
import { askFor, documentOf } from './answer.ts';
import { createOpenRouter } from './provider.ts';

const image: SentFile = {
  from: { input: 'image' },
  make: { do: 'picture', ratio: null, fit: 'crop', longest: 1_024 },
  path: 'input/image.png',
  mime: 'image/png',
  url: null,
};
const request: TextRequest = {
  task: 'text',
  provider: 'openrouter',
  models: ['google/gemini-2.5-flash', 'google/gemini-3.5-flash-lite'],
  messages: [
    { role: 'system', text: 'You write prompts for image models.' },
    { role: 'user', text: 'A mug.' },
    { role: 'assistant', text: 'Which one?' },
    { role: 'user', text: 'The blue one, 4:5.' },
  ],
  maxTokens: 300,
  temperature: 0.7,
  image,
  answer: 'image_prompt',
};
const value = { prompt: 'a', negative_prompt: '', style: 'ugc', aspect_ratio: '4:5', title: 'b' };

/** What goes out, as the other side sees it; the answer is not looked at. */
async function bodyOf(one: TextRequest): Promise<Record<string, unknown>> {
  let body = '';
  const server = createServer(async (asked, response) => {
    for await (const piece of asked) body += piece;
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end('{"error":{"code":400,"message":"seen"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outcome = await createOpenRouter(optionsOf({ url, key: 'sk-or-v1-good' })).submit(
    one,
    exchangeFor(soon()),
  );
  server.close();
  expect(outcome).toMatchObject({ kind: 'refused', error: { detail: 'seen' } });
  return JSON.parse(body) as Record<string, unknown>;
}

describe('a picture and a document', () => {
  test('what goes out: the picture after the last words, a strict schema, endpoints that keep to it', async () => {
    const body = await bodyOf(request);
    expect(body.messages).toEqual([
      { role: 'system', content: 'You write prompts for image models.' },
      { role: 'user', content: 'A mug.' },
      { role: 'assistant', content: 'Which one?' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'The blue one, 4:5.' },
          {
            type: 'image_url',
            image_url: { url: `data:image/png;base64,${Buffer.from(picture).toString('base64')}` },
          },
        ],
      },
    ]);
    expect(body).toMatchObject({
      models: request.models,
      stream: true,
      max_tokens: 300,
      reasoning: { effort: 'minimal', exclude: true },
      provider: { require_parameters: true },
    });
    expect(body.response_format).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'image_prompt',
        strict: true,
        schema: {
          type: 'object',
          properties: Object.fromEntries(Object.keys(value).map((name) => [name, { type: 'string' }])),
          required: Object.keys(value),
          additionalProperties: false,
        },
      },
    });
  });

  test('plain text is asked for as before', async () => {
    const body = await bodyOf({ ...text, image: null, answer: null });
    for (const field of ['response_format', 'provider']) expect(body).not.toHaveProperty(field);
    expect(body.messages).toEqual(text.messages.map(({ role, text: content }) => ({ role, content })));
  });

  test('the schema that goes out takes what the schema that reads takes', () => {
    const { properties, required } = askFor('image_prompt').response_format.json_schema.schema;
    expect(required).toEqual(Object.keys(properties ?? {}));
    expect(documentOf('image_prompt', JSON.stringify(value))).toEqual(value);
  });

  test('a document may stand in a fence; anything else is none', () => {
    const json = JSON.stringify(value, null, 2);
    for (const good of [json, ` \n${json}\n`, `\`\`\`json\n${json}\n\`\`\``, `\`\`\`\n${json}\`\`\`\n`])
      expect(documentOf('image_prompt', good)).toEqual(value);
    for (const bad of [
      '',
      'null',
      '[]',
      'Sure! Here it is.',
      `Here it is:\n\`\`\`json\n${json}\n\`\`\``,
      json.slice(0, -2),
      JSON.stringify({ ...value, prompt: '' }),
      JSON.stringify({ ...value, title: 7 }),
      JSON.stringify({ prompt: 'a' }),
    ])
      expect([bad, documentOf('image_prompt', bad)]).toEqual([bad, undefined]);
    expect(documentOf('image_prompt', JSON.stringify({ ...value, more: 1 }))).toEqual(value);
  });
});

describe('OpenRouter answers with a document', () => {
  const stand = standOf('openrouter');
  beforeEach(() => stand.reset());
  const make = (key = 'sk-or-v1-good') =>
    createOpenRouter(optionsOf({ url: stand.sim().urls.openrouter, key }));
  const unusable = (mayMend: boolean) => ({
    kind: 'failed',
    mayMend,
    error: { code: 'answer_unusable' },
    requestId: expect.stringMatching(/^gen-/),
  });

  test('which is read, billed, and named before its text', async () => {
    const exchange = exchangeFor(soon());
    const outcome = await make().submit(request, exchange);
    expect(outcome).toMatchObject({
      kind: 'finished',
      requestId: exchange.heard.names[0],
      result: { billedUsd: expect.any(Number), pieces: [{ type: 'json', value: { aspect_ratio: '4:5' } }] },
    });
    expect(exchange.heard.order[0]).toBe('accepted');
  });

  test('which is none, or was cut by the cap: unusable, may be mended, the text is kept', async () => {
    await stand.fault('chat', 'not-json');
    expect(await make().submit(request, exchangeFor(soon()))).toMatchObject({
      ...unusable(true),
      billedUsd: expect.any(Number),
      draft: expect.stringMatching(/^Sure!/),
    });
    expect(await make().submit({ ...request, maxTokens: 5 }, exchangeFor(soon()))).toMatchObject({
      ...unusable(true),
      error: { code: 'answer_unusable', detail: 'the document was cut off' },
      draft: expect.stringMatching(/^\{/),
    });
    await stand.fault('chat', 'content-filter');
    expect(await make().submit(request, exchangeFor(soon()))).toMatchObject({
      kind: 'failed',
      mayMend: false,
      error: { code: 'content_refused' },
    });
  });

  test('a picture that cannot be read, or belongs to nobody, is refused before anything is sent', async () => {
    const gone = {
      ...exchangeFor(soon()),
      bytes: async () => {
        throw new Error('no such file');
      },
    };
    const missing = { kind: 'refused', wait: null, error: { code: 'input_missing', field: 'image' } };
    expect(await make().submit(request, gone)).toMatchObject(missing);
    const [system] = request.messages;
    for (const odd of [
      { ...request, image: { ...image, mime: null } },
      { ...request, messages: system ? [system] : [] },
    ])
      expect(await make().submit(odd, exchangeFor(soon()))).toMatchObject(missing);
    expect(await stand.requests()).toEqual([]);
  });
});
