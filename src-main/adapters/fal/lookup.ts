import type { LookupOutcome, LookupQuery } from '../../ports/provider.ts';
import { isOk, isRequestId, jsonOf } from '../net/answer.ts';
import { type Desk, unreachable } from './desk.ts';
import { targetOf } from './models.ts';
import { lookupPage } from './wire.ts';

/**
 * Looks for a request whose answer was lost, in fal's own list: the same endpoint, exactly the input that was sent, not
 * older than the submit. fal lists what has ended, so "none" means "not yet". A list that cannot be read to its end
 * finds nothing for certain and is `unreachable`.
 */
const clockSlackMs = 120_000;
const pageLimit = 100;
const mostPages = 20;

export async function lookup(desk: Desk, query: LookupQuery, signal: AbortSignal): Promise<LookupOutcome> {
  const target = targetOf(query.request);
  if (!target) return { kind: 'impossible' };
  const key = await desk.key();
  if (!key) return { kind: 'unreachable', error: { code: 'KEY_MISSING', subject: 'fal' } };
  if (
    query.requestId &&
    (await isKnown(desk, { requestId: query.requestId, endpoint: target.endpoint, key }, signal))
  ) {
    return { kind: 'found', requestIds: [query.requestId] };
  }
  const from = query.sentAt - clockSlackMs;
  const wanted = canonicalJson(target.input);
  const found = new Set<string>();
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const params = new URLSearchParams({
      endpoint_id: target.endpoint,
      start: new Date(from).toISOString(),
      limit: String(pageLimit),
      expand: 'payloads',
      ...(cursor ? { cursor } : {}),
    });
    const heard = await desk.platform(`/models/requests/by-endpoint?${params}`, signal, key);
    if (heard.kind !== 'answer' || !isOk(heard)) return { kind: 'unreachable', error: unreachable() };
    const list = lookupPage.safeParse(jsonOf(heard.text));
    if (!list.success) return { kind: 'unreachable', error: unreachable('its list could not be read') };
    for (const item of list.data.items) {
      if (!item || !isRequestId(item.request_id)) continue;
      const at = Date.parse(item.sent_at ?? item.started_at ?? '');
      if (at >= from && canonicalJson(inputOf(item.json_input)) === wanted) found.add(item.request_id);
    }
    cursor = list.data.next_cursor ?? null;
    if (!cursor || list.data.has_more === false) return { kind: 'found', requestIds: [...found] };
  }
  return { kind: 'unreachable', error: unreachable('its list is too long to be read whole') };
}

/** True where fal itself says that the id which a header told is a request of this endpoint. */
async function isKnown(
  desk: Desk,
  { requestId, endpoint, key }: { requestId: string; endpoint: string; key: string },
  signal: AbortSignal,
): Promise<boolean> {
  if (!isRequestId(requestId)) return false;
  const heard = await desk.queue({ signal }, key, (queue) =>
    queue.status(endpoint, { requestId: encodeURIComponent(requestId) }),
  );
  if (heard.kind !== 'answer' || !isOk(heard)) return false;
  const json = jsonOf(heard.text);
  return typeof json === 'object' && json !== null && 'request_id' in json && json.request_id === requestId;
}

const inputOf = (input: unknown): unknown => (typeof input === 'string' ? jsonOf(input) : input);

/** JSON with the keys of every object in order, so that two equal inputs give one text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`);
  return `{${fields.join(',')}}`;
}
