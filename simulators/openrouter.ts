// OpenRouter below `/api/v1`: chat, key, models, generation.

import { createHash, randomBytes } from 'node:crypto';
import { inputSha256 } from './canonical.ts';
import { credential, type Exchange, readJson, resetConnection, sendJson } from './http.ts';
import { type Answer, answerTo, askedModels, chatShape, costOf } from './openrouter-answer.ts';
import { invalidRequest, openrouterDialect, openrouterError, unauthenticated } from './openrouter-errors.ts';
import { modelList } from './openrouter-models.ts';
import { sendChat } from './openrouter-stream.ts';
import { strikeBefore } from './refusals.ts';
import type { World } from './world.ts';

/** Answers a call to OpenRouter; `x.path` is what follows `/api/v1`. */
export async function answerOpenrouter(world: World, x: Exchange): Promise<void> {
  x.entry.provider = 'openrouter';
  if (x.path === '/chat/completions' && x.method === 'POST') return chat(world, x);
  if (x.path === '/key' && x.method === 'GET') return account(world, x, keyInfo(world));
  if (x.path === '/models' && x.method === 'GET') return account(world, x, modelList());
  if (x.path === '/generation' && x.method === 'GET') return generation(world, x);
  sendJson(x, openrouterError({ status: 404, type: 'not_found' }, 'Not Found'));
}

function admitted(x: Exchange): boolean {
  const key = credential(x.req, 'Bearer');
  if (key && !key.includes('wrong')) return true;
  sendJson(x, unauthenticated());
  return false;
}

async function chat(world: World, x: Exchange): Promise<void> {
  x.entry.call = 'chat';
  const fault = world.faults.take('openrouter', 'chat');
  // A reset must come before anything was read; every other refusal knows the body.
  if (fault?.mode === 'reset') return resetConnection(x);
  const raw = await readJson(x);
  if (await strikeBefore(world, x, { fault, dialect: openrouterDialect, accepting: true })) return;
  if (!admitted(x)) return;
  const body = chatShape.safeParse(raw);
  if (!body.success) {
    const issue = body.error.issues[0];
    return sendJson(x, invalidRequest(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`));
  }
  if (askedModels(body.data).length === 0) return sendJson(x, invalidRequest('No models provided'));

  const answer = answerTo(body.data, fault);
  const id = `gen-${Math.floor(world.now() / 1_000)}-${randomBytes(15).toString('base64url').slice(0, 20)}`;
  accept(world, x, { id, answer, streamed: body.data.stream === true, hash: inputSha256(raw) });
  await sendChat(world, x, { id, answer, stream: body.data.stream === true, fault });
}

// From here on the model runs and is billed; on disk before the first byte goes out.
function accept(
  world: World,
  x: Exchange,
  made: { id: string; answer: Answer; streamed: boolean; hash: string },
): void {
  const { id, answer } = made;
  world.state.generations.set(id, {
    id,
    model: answer.model.id,
    total_cost: costOf(answer),
    usage: costOf(answer),
    provider_name: answer.model.provider,
    created_at: new Date(world.now()).toISOString(),
    streamed: made.streamed,
    cancelled: false,
    finish_reason: answer.finish,
    tokens_prompt: answer.promptTokens,
    tokens_completion: answer.completionTokens,
    native_tokens_prompt: answer.promptTokens,
    native_tokens_completion: answer.completionTokens,
    is_byok: false,
  });
  world.state.countAccepted('openrouter', made.hash);
  world.state.save();
  x.entry.accepted = true;
  x.entry.requestId = id;
}

async function generation(world: World, x: Exchange): Promise<void> {
  x.entry.call = 'lookup';
  const fault = world.faults.take('openrouter', 'lookup');
  if (await strikeBefore(world, x, { fault, dialect: openrouterDialect })) return;
  if (!admitted(x)) return;
  const id = x.query.get('id') ?? '';
  x.entry.requestId = id || null;
  if (!id) return sendJson(x, invalidRequest('id: Required'));
  const found = world.state.generations.get(id);
  if (!found)
    return sendJson(
      x,
      openrouterError({ status: 404, type: 'not_found' }, `Generation ${id.slice(0, 100)} not found`),
    );
  sendJson(x, { status: 200, body: { data: found } });
}

async function account(world: World, x: Exchange, document: unknown): Promise<void> {
  x.entry.call = 'account';
  const fault = world.faults.take('openrouter', 'account');
  if (await strikeBefore(world, x, { fault, dialect: openrouterDialect })) return;
  // The list of models is public; a key that is wrong is refused all the same.
  if (x.path === '/models' && !x.req.headers.authorization)
    return sendJson(x, { status: 200, body: document });
  if (!admitted(x)) return;
  sendJson(x, { status: 200, body: document });
}

function keyInfo(world: World): unknown {
  const usage = [...world.state.generations.values()].reduce((sum, one) => sum + one.total_cost, 0);
  return {
    data: {
      label: `sk-or-v1-${createHash('sha256').update(world.origin()).digest('hex').slice(0, 3)}...sim`,
      limit: null,
      limit_remaining: null,
      limit_reset: null,
      usage,
      usage_daily: usage,
      usage_weekly: usage,
      usage_monthly: usage,
      byok_usage: 0,
      is_free_tier: false,
      is_provisioning_key: false,
    },
  };
}
