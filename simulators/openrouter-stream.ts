// The answer of a chat on the wire: one JSON document, or server-sent events; whole, or spoilt as a fault asks.

import { randomBytes } from 'node:crypto';
import type { Fault } from './faults.ts';
import { type Exchange, resetConnection, sendJson, writePiece } from './http.ts';
import { type Answer, usageOf } from './openrouter-answer.ts';
import { openrouterError } from './openrouter-errors.ts';
import { waitSlowly } from './refusals.ts';
import type { World } from './world.ts';

export type Chat = { id: string; answer: Answer; stream: boolean; fault: Fault | null };

// A tenth of the 5 s that a chat is expected to take.
const STREAM_MS = 500;
// Timers are no finer than this; several words go out together when there are many.
const TICK_MS = 15;
// Words that arrive before a stream goes wrong.
const WORDS_BEFORE_TROUBLE = 6;

/** Sends the answer of a chat that was accepted. */
export async function sendChat(world: World, x: Exchange, chat: Chat): Promise<void> {
  const { fault } = chat;
  switch (fault?.mode) {
    case 'accept-then-reset':
      return resetConnection(x);
    case 'accept-then-504': {
      const { status, body } = openrouterError(
        { status: 504, type: 'timeout' },
        'The operation was aborted due to timeout',
      );
      return sendJson(x, { status, body, headers: idHeader(chat) });
    }
    case 'never-answer':
      return;
    case 'slow':
      await waitSlowly(world, fault);
      break;
    default:
  }
  if (chat.stream) return sendStream(world, x, chat);
  await world.timers.wait(STREAM_MS * world.speed);
  await sendWhole(x, chat);
}

async function sendWhole(x: Exchange, chat: Chat): Promise<void> {
  const { answer, fault } = chat;
  const headers = idHeader(chat);
  const content = answer.words.join('');
  const choice = { index: 0, logprobs: null, ...finishOf(chat), message: { role: 'assistant', content } };
  const document = { ...heading(chat, 'chat.completion'), choices: [choice], usage: usageOf(answer) };
  if (fault?.mode === 'half-json') x.halfJson = true;
  if (fault?.mode === 'stream-error') {
    const { body } = openrouterError(
      { status: 502, type: 'provider_unavailable' },
      'Provider disconnected unexpectedly',
    );
    return sendJson(x, { status: 200, body, headers });
  }
  if (fault?.mode === 'end-without-finish') choice.finish_reason = null;
  if (fault?.mode === 'stream-cut' || fault?.mode === 'stalled-stream') {
    const bytes = JSON.stringify(document);
    x.res.writeHead(200, {
      'content-type': 'application/json',
      'content-length': String(bytes.length),
      ...headers,
    });
    await writePiece(x, bytes.slice(0, bytes.length >> 1));
    if (fault.mode === 'stream-cut') x.req.socket.destroy();
    return;
  }
  sendJson(x, { status: 200, body: document, headers });
}

async function sendStream(world: World, x: Exchange, chat: Chat): Promise<void> {
  const { answer, fault } = chat;
  x.res.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    ...idHeader(chat),
  });
  const troubled = isTrouble(fault);
  const words = troubled ? answer.words.slice(0, WORDS_BEFORE_TROUBLE) : answer.words;
  let alive = await writePiece(x, ': OPENROUTER PROCESSING\n\n');
  alive &&= await writePiece(x, event(chunk(chat, { role: 'assistant', content: '' })));

  const total = STREAM_MS * world.speed;
  const ticks = Math.max(1, Math.min(answer.words.length, Math.floor(total / TICK_MS)));
  const perTick = total > 0 ? Math.ceil(answer.words.length / ticks) : answer.words.length;
  let sent = 0;
  while (alive && sent < words.length) {
    await world.timers.wait(total / ticks);
    const now = words.slice(sent, sent + Math.max(1, perTick));
    alive = await writePiece(x, now.map((content) => event(chunk(chat, { content }))).join(''));
    if (alive) sent += now.length;
  }
  if (!alive) return abandon(world, chat, sent);
  if (troubled) return trouble(world, x, chat);
  const last = {
    ...chunk(chat, { content: '' }),
    choices: [{ index: 0, delta: { content: '' }, ...finishOf(chat) }],
  };
  const usage = { ...heading(chat, 'chat.completion.chunk'), choices: [], usage: usageOf(answer) };
  await writePiece(x, `${event(last)}${event(usage)}data: [DONE]\n\n`);
  x.res.end();
}

function isTrouble(fault: Fault | null): boolean {
  const modes = ['stalled-stream', 'stream-cut', 'end-without-finish', 'stream-error', 'half-json'];
  return fault !== null && modes.includes(fault.mode);
}

async function trouble(world: World, x: Exchange, chat: Chat): Promise<void> {
  const { fault } = chat;
  if (fault?.ms) await world.timers.wait(fault.ms);
  switch (fault?.mode) {
    case 'stream-cut':
      x.req.socket.destroy();
      return;
    case 'end-without-finish':
      x.res.end();
      return;
    case 'half-json': {
      const whole = event(chunk(chat, { content: ' and' }));
      await writePiece(x, `${whole.slice(0, whole.length >> 1)}\n\n`);
      x.res.end();
      return;
    }
    case 'stream-error': {
      const error = {
        code: 502,
        message: 'Provider disconnected',
        metadata: { error_type: 'provider_unavailable' },
      };
      const choices = [
        { index: 0, delta: { content: '' }, finish_reason: 'error', native_finish_reason: 'error' },
      ];
      await writePiece(x, event({ ...heading(chat, 'chat.completion.chunk'), error, choices }));
      x.res.end();
      return;
    }
    default:
    // Stalled: the socket stays open and says nothing more.
  }
}

// The client hung up. OpenAI stops and bills what it made; Google bills the whole answer.
function abandon(world: World, chat: Chat, sent: number): void {
  const generation = world.state.generations.get(chat.id);
  if (!generation) return;
  generation.cancelled = true;
  const { model, promptTokens, completionTokens, words } = chat.answer;
  if (model.provider !== 'Google' && words.length > 0) {
    const made = Math.round((completionTokens * sent) / words.length);
    generation.tokens_completion = made;
    generation.total_cost = Number((promptTokens * model.prompt + made * model.completion).toFixed(10));
  }
  world.state.save();
}

function idHeader(chat: Chat): Record<string, string> {
  if (chat.fault?.mode === 'no-request-id') return {};
  const foreign = chat.fault?.mode === 'foreign-request-id';
  return { 'x-generation-id': foreign ? `gen-1700000000-${randomBytes(10).toString('hex')}` : chat.id };
}

function heading(chat: Chat, object: string): Record<string, unknown> {
  const { model } = chat.answer;
  const known = chat.fault?.mode !== 'no-request-id' && chat.fault?.mode !== 'foreign-request-id';
  return {
    ...(known ? { id: chat.id } : {}),
    provider: model.provider,
    model: model.id,
    object,
    created: Number(chat.id.split('-')[1]),
  };
}

function chunk(chat: Chat, delta: Record<string, string>): Record<string, unknown> {
  const choice = { index: 0, delta, finish_reason: null, native_finish_reason: null, logprobs: null };
  return { ...heading(chat, 'chat.completion.chunk'), choices: [choice] };
}

function finishOf(chat: Chat): { finish_reason: string | null; native_finish_reason: string } {
  const { finish, model } = chat.answer;
  const google = { stop: 'STOP', length: 'MAX_TOKENS', content_filter: 'SAFETY' } as const;
  return {
    finish_reason: finish,
    native_finish_reason: model.provider === 'Google' ? google[finish] : finish,
  };
}

function event(document: unknown): string {
  return `data: ${JSON.stringify(document)}\n\n`;
}
