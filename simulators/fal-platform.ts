// api.fal.ai: looking requests up, and prices.

import { failureAnswer, falDialect, plainDetail, unprocessable } from './fal-errors.ts';
import { admitted } from './fal-queue.ts';
import { outputOf, statusOf } from './fal-requests.ts';
import { type Exchange, sendJson } from './http.ts';
import { strikeBefore } from './refusals.ts';
import { rendererOf } from './renderers.ts';
import type { FalRequest } from './state.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const LARGEST_PAGE = 100;
const USUAL_PAGE = 50;

/** Answers a call below `/api.fal.ai`; `path` is what follows it. */
export async function falPlatform(world: World, x: Exchange, path: string): Promise<void> {
  if (x.method !== 'GET') return sendJson(x, plainDetail(405, 'Method Not Allowed'));
  if (path === '/v1/models/requests/by-endpoint') return lookup(world, x);
  if (path === '/v1/models/pricing') return pricing(world, x);
  return sendJson(x, plainDetail(404, 'Not Found'));
}

async function lookup(world: World, x: Exchange): Promise<void> {
  Object.assign(x.entry, { provider: 'fal', call: 'lookup' });
  const fault = world.faults.take('fal', 'lookup');
  if (await strikeBefore(world, x, { fault, dialect: falDialect })) return;
  if (!admitted(x)) return;
  const endpoints = listOf(x, 'endpoint_id');
  const start = timeOf(x, 'start', world.now() - DAY_MS);
  const end = timeOf(x, 'end', world.now());
  const limit = Number(x.query.get('limit') ?? USUAL_PAGE);
  const offset = Number(
    Buffer.from(x.query.get('cursor') ?? 'MA==', 'base64url').toString('utf8') || Number.NaN,
  );
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const bad = [
    endpoints.length === 0 && 'endpoint_id',
    Number.isNaN(start) && 'start',
    Number.isNaN(end) && 'end',
    !whole(limit, 1, LARGEST_PAGE) && 'limit',
    !whole(offset, 0, Number.MAX_SAFE_INTEGER) && 'cursor',
  ].filter((field) => typeof field === 'string');
  if (bad.length > 0) {
    return sendJson(
      x,
      unprocessable(bad.map((field) => ({ loc: ['query', field], msg: 'Bad value', type: 'value_error' }))),
    );
  }
  const ended = [...world.state.requests.values()]
    .filter((one) => endpoints.includes(one.endpoint) && statusOf(world, one) === 'COMPLETED')
    .filter((one) => one.endsAt >= start && one.endsAt <= end)
    .sort((a, b) => b.endsAt - a.endsAt);
  const found = fault?.mode === 'empty' ? [] : ended;
  const next = offset + limit;
  const payloads = listOf(x, 'expand').includes('payloads');
  const body = {
    items: found.slice(offset, next).map((one) => itemOf(world, one, payloads)),
    next_cursor: next < found.length ? Buffer.from(String(next)).toString('base64url') : null,
    has_more: next < found.length,
  };
  sendJson(x, { status: 200, body });
}

function itemOf(world: World, request: FalRequest, payloads: boolean): Record<string, unknown> {
  const iso = (at: number): string => new Date(at).toISOString();
  const output = request.failure ? failureAnswer(request.failure).body : outputOf(world, request);
  const kept = request.storeIo;
  return {
    request_id: request.id,
    endpoint_id: request.endpoint,
    sent_at: iso(request.acceptedAt),
    started_at: iso(request.startsAt),
    ended_at: iso(request.endsAt),
    status_code: request.failure?.status ?? 200,
    duration: (request.endsAt - request.startsAt) / 1_000,
    ...(payloads ? { json_input: kept ? request.input : null, json_output: kept ? output : null } : {}),
  };
}

async function pricing(world: World, x: Exchange): Promise<void> {
  Object.assign(x.entry, { provider: 'fal', call: 'account' });
  const fault = world.faults.take('fal', 'account');
  if (await strikeBefore(world, x, { fault, dialect: falDialect })) return;
  if (!admitted(x)) return;
  const prices = listOf(x, 'endpoint_id').flatMap((endpoint) => {
    const price = rendererOf(endpoint)?.price(endpoint);
    if (!price) return [];
    return [{ endpoint_id: endpoint, unit_price: price.unitPrice, unit: price.unit, currency: 'USD' }];
  });
  if (prices.length === 0) return sendJson(x, plainDetail(404, 'No prices found for these endpoints'));
  sendJson(x, { status: 200, body: { prices, next_cursor: null, has_more: false } });
}

// Lists come as `a,b` or as a repeated parameter.
function listOf(x: Exchange, name: string): string[] {
  return x.query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .filter(Boolean);
}

function timeOf(x: Exchange, name: string, otherwise: number): number {
  const value = x.query.get(name);
  return value === null ? otherwise : Date.parse(value);
}
