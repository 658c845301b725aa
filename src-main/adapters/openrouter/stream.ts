import type OpenAI from 'openai';
import type { StoredError } from '../../../src-shared/contract/errors.ts';
import type { TextRequest } from '../../../src-shared/domain/request.ts';
import type { Exchange, SubmitOutcome } from '../../ports/provider.ts';
import { isRequestId, wordsOf } from '../net/answer.ts';
import type { Line, Timeouts } from '../net/line.ts';
import { nextTurn } from '../net/turn.ts';
import { chunk, effortFor } from './wire.ts';

/**
 * One streamed chat through the vendor's SDK, and the judgement of what came. The SDK ends a cut, an aborted and an
 * unfinished stream as if all were well (providers.md A.3), so nothing counts as whole without a `finish_reason`.
 */

/** Headers that may go out; all else that the SDK adds (its telemetry, OPENAI_CUSTOM_HEADERS) stays here. */
export const sentHeaders: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'content-type',
  'http-referer',
  'user-agent',
  'x-openrouter-title',
  'x-title',
]);

export const attribution = {
  'HTTP-Referer': 'https://rushes.invalid',
  'X-OpenRouter-Title': 'Rushes',
  'X-Title': 'Rushes',
} as const;

/** Cancelling goes by the line, not by the SDK. */
export type Call = { key: string; baseUrl: string; line: Line; timeouts: Timeouts };

type Body = OpenAI.Chat.ChatCompletionCreateParamsStreaming & {
  models: string[];
  reasoning?: { effort: 'none' | 'minimal'; exclude: true };
  provider?: { require_parameters: boolean };
};

/** The picture of a request as a `data:` address; null where it has none. */
export type Picture = string | null;

/** Sends the request; resolves with the unread chunks once the headers are there. Throws where `call.line` tells why. */
export async function openChat(
  request: TextRequest,
  picture: Picture,
  call: Call,
): Promise<AsyncIterable<unknown>> {
  // Reading the SDK takes some 20 ms, the first time: it has a turn of the event loop to itself.
  await nextTurn();
  const { default: Client } = await import('openai');
  await nextTurn();
  const document = request.answer ? (await import('./answer.ts')).askFor(request.answer) : {};
  // Read by the SDK's constructor whatever it is given, and a malformed one makes it throw.
  Reflect.deleteProperty(process.env, 'OPENAI_CUSTOM_HEADERS');
  const client = new Client({
    apiKey: call.key,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: call.baseUrl,
    maxRetries: 0,
    // The line keeps the time; the SDK's own clock only stands behind it.
    timeout: call.timeouts.connectMs + call.timeouts.headersMs + 5_000,
    logLevel: 'off',
    defaultHeaders: attribution,
    fetch: call.line.fetch,
  });
  const effort = effortFor(request.models);
  const body: Body = {
    model: request.models[0] ?? '',
    models: [...request.models],
    messages: messagesOf(request, picture),
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    stream: true,
    ...(effort ? { reasoning: { effort, exclude: true } } : {}),
    ...document,
  };
  return await client.chat.completions.create(body);
}

/** The picture belongs to what the creator said last; the text comes first there (providers.md A.5). */
function messagesOf({ messages }: TextRequest, picture: Picture): Body['messages'] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map(({ role, text }, i) =>
    picture && i === last
      ? {
          role: 'user',
          content: [
            { type: 'text', text },
            { type: 'image_url', image_url: { url: picture } },
          ],
        }
      : { role, content: text },
  );
}

export type Told = {
  text: string;
  finish: string | null;
  refused: boolean;
  model: string | null;
  billedUsd: number | null;
  /** What ended it before its end, in words. */
  broken: string | undefined;
};

type Ears = Pick<Exchange, 'accepted' | 'text'>;

/**
 * How many chunks are taken in before what else waits has its turn. They may all have come in one packet, and then nothing between
 * two of them would let it: 300 of them are some 100 ms of work on a busy machine.
 */
const chunksAtOnce = 16;

/**
 * Takes chunks in until they end in whatever way. `accepted` is called before the text of the first chunk that names the
 * request, unless `requestId` was known before.
 */
export async function readChat(
  chunks: AsyncIterable<unknown>,
  ears: Ears,
  known: { requestId: string | null; key: string },
): Promise<{ told: Told; requestId: string | null }> {
  const told: Told = {
    text: '',
    finish: null,
    refused: false,
    model: null,
    billedUsd: null,
    broken: undefined,
  };
  let { requestId } = known;
  const source = chunks[Symbol.asyncIterator]();
  try {
    for (let taken = 1; ; taken++) {
      if (taken % chunksAtOnce === 0) await nextTurn();
      let next: IteratorResult<unknown>;
      try {
        next = await source.next();
      } catch (error) {
        told.broken = error instanceof Error ? wordsOf(error.message, known.key) : undefined;
        break;
      }
      if (next.done) break;
      const parsed = chunk.safeParse(next.value);
      if (!parsed.success) {
        told.broken = 'a chunk that is no chunk';
        break;
      }
      const { id, model, usage, choices } = parsed.data;
      if (!requestId && id && isRequestId(id)) {
        requestId = id;
        ears.accepted(id);
      }
      if (model) told.model = model.slice(0, 200);
      if (usage?.cost != null) told.billedUsd = usage.cost;
      const [choice] = choices ?? [];
      const words = choice?.delta ?? choice?.message;
      if (words?.refusal) told.refused = true;
      if (words?.content) {
        told.text += words.content;
        ears.text(words.content);
      }
      if (choice?.finish_reason) told.finish = choice.finish_reason;
    }
  } finally {
    await source.return?.().catch(() => undefined);
  }
  return { told, requestId };
}

/**
 * What an answer that began amounts to. Everything here has been accepted, so nothing here is `unknown`. `read` makes a
 * document of the text, where one was asked for; undefined: it is none.
 */
export function judge(
  told: Told,
  requestId: string | null,
  read: ((text: string) => unknown) | null = null,
): SubmitOutcome {
  const { text, finish, billedUsd, model } = told;
  const draft = text === '' ? null : text;
  const failed = (code: StoredError['code'], mayMend: boolean, detail?: string): SubmitOutcome => ({
    kind: 'failed',
    error: { code, subject: 'openrouter', ...(detail ? { detail } : {}) },
    mayMend,
    billedUsd,
    draft,
    requestId,
  });
  if (told.refused || finish === 'content_filter') return failed('content_refused', false);
  if (finish === null || finish === 'error') return failed('stream_broken', false, told.broken);
  if (text.trim() === '')
    return failed('answer_unusable', finish === 'length' || finish === 'stop', `it ended by ${finish}`);
  if (!read)
    return { kind: 'finished', requestId, result: { model, billedUsd, pieces: [{ type: 'text', text }] } };
  const value = read(text);
  if (value === undefined)
    return failed(
      'answer_unusable',
      true,
      finish === 'length' ? 'the document was cut off' : 'not the document asked for',
    );
  return { kind: 'finished', requestId, result: { model, billedUsd, pieces: [{ type: 'json', value }] } };
}
