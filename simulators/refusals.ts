// Faults that strike before a provider has done anything, the same for both providers but for the words of each.

import type { Fault } from './faults.ts';
import { type Exchange, type JsonAnswer, resetConnection, sendHtml, sendJson } from './http.ts';
import type { World } from './world.ts';

export type Refusal = JsonAnswer;

/** How one provider says no: its JSON for a mode, or null when the mode is not a refusal in the provider's words. */
export type Dialect = { refusal(fault: Fault, x: Exchange): Refusal | null };

const DEFAULT_SLOW_MS = 5_000;

const PORTAL = `<!doctype html><html><head><title>Welcome to Hotel Wi-Fi</title></head><body><h1>Log in to go online</h1>
<form action="/login"><input name="room" placeholder="Room"><button>Connect</button></form></body></html>`;

const GATEWAY_TITLES: Record<number, string> = {
  500: '500 Internal Server Error',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
};

/** Answers as a gateway in front of the provider does: an HTML page, none of the provider's JSON. */
export function sendGatewayPage(x: Exchange, status: number): void {
  const title = GATEWAY_TITLES[status] ?? String(status);
  const page = `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`;
  sendHtml(x, status, page);
}

/** Waits as long as the fault `slow` asks (5 s unless it says otherwise; not scaled by the speed). */
export function waitSlowly(world: World, fault: Fault): Promise<void> {
  return world.timers.wait(fault.ms ?? DEFAULT_SLOW_MS);
}

/**
 * Lets a fault strike before the call is carried out. True: the exchange is over (answered, dropped, or left without
 * an answer for ever) and nothing was accepted. False: carry on; `half-json` has marked the exchange.
 *
 * `accepting` calls (submit, chat) take the request on before they are slow, silent or cut, so those modes wait.
 */
export async function strikeBefore(
  world: World,
  x: Exchange,
  strike: { fault: Fault | null; dialect: Dialect; accepting?: boolean },
): Promise<boolean> {
  const { fault, dialect, accepting = false } = strike;
  if (!fault) return false;
  if (fault.mode === 'reset') {
    resetConnection(x);
    return true;
  }
  if (fault.mode === 'html') {
    sendHtml(x, 200, PORTAL);
    return true;
  }
  if (fault.mode === '503-bare') {
    sendGatewayPage(x, 503);
    return true;
  }
  const refusal = dialect.refusal(fault, x);
  if (refusal) {
    sendJson(x, refusal);
    return true;
  }
  if (accepting) return false;
  if (fault.mode === 'never-answer') return true;
  if (fault.mode === 'slow') await waitSlowly(world, fault);
  if (fault.mode === 'half-json') x.halfJson = true;
  return false;
}

/** Headers with Retry-After in whole seconds; 1 s unless the fault says otherwise. */
export function retryAfter(fault: Fault): Record<string, string> {
  return { 'retry-after': String(fault.retryAfter ?? 1) };
}
