// queue.fal.run: submit, status, result, cancel.

import { randomUUID } from 'node:crypto';
import type { Input } from './checks.ts';
import {
  failureAnswer,
  failureOf,
  falDialect,
  plainDetail,
  unauthenticated,
  unprocessable,
} from './fal-errors.ts';
import { beginMedia } from './fal-media.ts';
import {
  acceptRequest,
  appOf,
  cancelRequest,
  failRequest,
  linksOf,
  outputOf,
  queuePosition,
  statusOf,
  UNTRUE_STATUSES,
} from './fal-requests.ts';
import type { Fault } from './faults.ts';
import {
  credential,
  type Exchange,
  readBody,
  readJson,
  resetConnection,
  sendJson,
  UnreadableBody,
} from './http.ts';
import { sendGatewayPage, strikeBefore, waitSlowly } from './refusals.ts';
import { rendererOf } from './renderers.ts';
import type { Failure, FalRequest } from './state.ts';
import type { World } from './world.ts';

/** Answers a call below `/queue.fal.run`; `path` is what follows it. */
export async function falQueue(world: World, x: Exchange, path: string): Promise<void> {
  const parts = path.split('/').filter(Boolean);
  const mark = parts.indexOf('requests', 2);
  if (mark < 0) {
    if (x.method === 'POST' && parts.length >= 2) return submit(world, x, parts.join('/'));
    return sendJson(x, plainDetail(parts.length < 2 ? 404 : 405, 'Method Not Allowed'));
  }
  const app = parts.slice(0, mark).join('/');
  const [id = '', ...rest] = parts.slice(mark + 1);
  const action = rest.join('/');
  x.entry.requestId = id;
  if (x.method === 'GET' && action === 'status') return status(world, x, { app, id });
  if (x.method === 'GET' && (action === '' || action === 'response')) return result(world, x, { app, id });
  if (x.method === 'PUT' && action === 'cancel') return cancel(world, x, { app, id });
  return sendJson(x, plainDetail(404, 'Not Found'));
}

type Target = { app: string; id: string };

/** True when the request carries a usable fal key; else it has been answered with 401. */
export function admitted(x: Exchange): boolean {
  const key = credential(x.req, 'Key');
  if (key && !key.includes('wrong')) return true;
  sendJson(x, unauthenticated());
  return false;
}

async function submit(world: World, x: Exchange, endpoint: string): Promise<void> {
  Object.assign(x.entry, { provider: 'fal', call: 'submit' });
  const fault = world.faults.take('fal', 'submit');
  // A reset must come before anything was read; every other refusal knows the body.
  if (fault?.mode === 'reset') return resetConnection(x);
  const body = await readJson(x);
  if (await strikeBefore(world, x, { fault, dialect: falDialect, accepting: true })) return;
  if (!admitted(x)) return;
  const renderer = rendererOf(endpoint);
  if (!renderer) return sendJson(x, plainDetail(404, `Application "${endpoint}" not found`));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const msg = 'Input should be a valid dictionary';
    return sendJson(x, unprocessable([{ loc: ['body'], msg, type: 'model_attributes_type' }]));
  }
  const input = body as Input;
  const detail = renderer.check(endpoint, input);
  if (detail.length > 0) return sendJson(x, unprocessable(detail));

  const request = acceptRequest(world, { endpoint, input, storeIo: x.req.headers['x-fal-store-io'] !== '0' });
  x.entry.accepted = true;
  x.entry.requestId = request.id;
  if (fault?.mode === 'failed') {
    failRequest(world, request, { ...failureAsked(fault), at: 'its end' });
  }
  beginMedia(world, request);
  if (fault?.mode === 'out-of-order') makeUntrue(world, request);
  if (fault && (await loseAnswer(world, x, fault))) return;
  const told = fault?.mode === 'foreign-request-id' ? randomUUID() : request.id;
  const whole = { status: 'IN_QUEUE', request_id: told, ...linksOf(world, endpoint, told) };
  const position = { queue_position: queuePosition(world, request) };
  if (fault?.mode === 'no-request-id')
    return sendJson(x, { status: 200, body: { status: 'IN_QUEUE', ...position } });
  sendJson(x, { status: 200, body: { ...whole, ...position }, headers: { 'x-fal-request-id': told } });
}

/** Strikes after something was accepted. True: the answer is lost, or silence took its place. */
export async function loseAnswer(world: World, x: Exchange, fault: Fault): Promise<boolean> {
  if (fault.mode === 'accept-then-reset') resetConnection(x);
  else if (fault.mode === 'accept-then-504') sendGatewayPage(x, 504);
  else if (fault.mode !== 'never-answer') {
    if (fault.mode === 'half-json') x.halfJson = true;
    if (fault.mode === 'slow') await waitSlowly(world, fault);
    return false;
  }
  return true;
}

async function status(world: World, x: Exchange, target: Target): Promise<void> {
  const found = await open(world, x, { target, call: 'status' });
  if (!found) return;
  const { request, fault } = found;
  if (fault?.mode === 'failed') {
    failRequest(world, request, { ...failureAsked(fault), at: 'once' });
  }
  if (fault?.mode === 'out-of-order') makeUntrue(world, request);
  const untrue = tellUntruth(world, request);
  const told = untrue ?? statusOf(world, request);
  const done = told === 'COMPLETED';
  const failure = done && !untrue ? request.failure : null;
  const seconds = (request.endsAt - request.startsAt) / 1_000;
  sendJson(x, {
    status: done ? 200 : 202,
    body: {
      status: told,
      request_id: request.id,
      ...linksOf(world, request.endpoint, request.id),
      ...(told === 'IN_QUEUE' ? { queue_position: queuePosition(world, request) } : {}),
      logs: x.query.get('logs') === '1' ? logLines(request, told) : null,
      ...(done ? { metrics: { inference_time: Math.max(0, seconds) } } : {}),
      ...(failure ? { error: failure.message, error_type: failure.errorType } : {}),
    },
    headers: { 'x-fal-request-id': request.id },
  });
}

async function result(world: World, x: Exchange, target: Target): Promise<void> {
  const found = await open(world, x, { target, call: 'result' });
  if (!found) return;
  const { request, fault } = found;
  if (fault?.mode === 'expired') return sendJson(x, plainDetail(fault.status ?? 404, 'Request not found'));
  if (fault?.mode === 'failed') {
    failRequest(world, request, { ...failureAsked(fault), at: 'once' });
  }
  if (tellUntruth(world, request) || statusOf(world, request) !== 'COMPLETED') {
    return sendJson(x, plainDetail(400, 'Request is still in progress'));
  }
  const headers = { 'x-fal-request-id': request.id };
  if (request.failure) {
    const answer = failureAnswer(request.failure);
    return sendJson(x, { ...answer, headers: { ...headers, ...answer.headers } });
  }
  const { endpoint, input, media } = request;
  const units = (media && rendererOf(endpoint)?.billableUnits(endpoint, input, media)) ?? 0;
  const output = fault?.mode === 'empty' ? {} : outputOf(world, request);
  sendJson(x, { status: 200, body: output, headers: { ...headers, 'x-fal-billable-units': String(units) } });
}

async function cancel(world: World, x: Exchange, target: Target): Promise<void> {
  const found = await open(world, x, { target, call: 'cancel' });
  if (!found) return;
  const { request, fault } = found;
  if (statusOf(world, request) === 'COMPLETED')
    return sendJson(x, { status: 400, body: { status: 'ALREADY_COMPLETED' } });
  // `ignored`: a runner that does not listen goes on to its end, and is billed.
  if (fault?.mode !== 'ignored') cancelRequest(world, request);
  sendJson(x, { status: 202, body: { status: 'CANCELLATION_REQUESTED' } });
}

/** Meets the fault, checks the key, finds the request; null when the exchange is over. */
async function open(
  world: World,
  x: Exchange,
  ask: { target: Target; call: 'status' | 'result' | 'cancel' },
): Promise<{ request: FalRequest; fault: Fault | null } | null> {
  Object.assign(x.entry, { provider: 'fal', call: ask.call });
  const fault = world.faults.take('fal', ask.call);
  if (await strikeBefore(world, x, { fault, dialect: falDialect })) return null;
  if (ask.call === 'cancel') await readBody(x).catch(ignoreLarge);
  if (!admitted(x)) return null;
  const request = world.state.requests.get(ask.target.id);
  if (!request || appOf(request.endpoint) !== appOf(ask.target.app)) {
    sendJson(x, { status: 404, body: { detail: 'Request not found', status: 'NOT_FOUND' } });
    return null;
  }
  return { request, fault };
}

function ignoreLarge(error: unknown): void {
  if (!(error instanceof UnreadableBody)) throw error;
}

function failureAsked(fault: Fault): Failure {
  return failureOf(fault.error_type ?? 'runner_server_error', fault.message);
}

function makeUntrue(world: World, request: FalRequest): void {
  request.untrue = [...UNTRUE_STATUSES];
  world.state.save();
}

function tellUntruth(world: World, request: FalRequest): FalRequest['untrue'][number] | null {
  const told = request.untrue.shift();
  if (!told) return null;
  world.state.save();
  return told;
}

function logLines(request: FalRequest, told: string): unknown[] {
  const line = (at: number, message: string): unknown => ({
    message,
    level: 'INFO',
    source: 'simulator',
    timestamp: new Date(at).toISOString(),
  });
  const lines = told === 'IN_QUEUE' ? [] : [line(request.startsAt, 'Started')];
  return told === 'COMPLETED' ? [...lines, line(request.endsAt, 'Done')] : lines;
}
