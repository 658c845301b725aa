import type { Fault } from './faults.ts';
import { type Exchange, resetConnection } from './http.ts';
import { type Dialect, type Refusal, retryAfter, sendGatewayPage, waitSlowly } from './refusals.ts';
import type { World } from './world.ts';

/** Cloudinary's error document; the same words stand in its header `X-Cld-Error`. */
export function cloudinaryError(status: number, message: string): Refusal {
  const plain = message.replaceAll(/[^ -~]/g, '?');
  return { status, body: { error: { message } }, headers: { 'x-cld-error': plain } };
}

function refusal(fault: Fault): Refusal | null {
  const said = fault.message;
  switch (fault.mode) {
    case '400':
      return cloudinaryError(
        400,
        said ??
          'File size too large. Got 104857601. Maximum is 104857600. Upgrade your plan to enjoy higher limits https://www.cloudinary.com/pricing/upgrades/file-limit',
      );
    case '401':
      return cloudinaryError(401, said ?? 'unknown api_key');
    case '403-locked':
      return cloudinaryError(403, said ?? 'The account is disabled');
    case '404-gone':
      return cloudinaryError(404, said ?? 'Not Found');
    case '420':
      return cloudinaryError(
        420,
        said ??
          'Rate Limit Exceeded. Limit of 500 api operations reached. Try again on 2026-11-22 22:00:00 UTC',
      );
    case '423':
      return cloudinaryError(423, said ?? 'Resource is locked by another operation');
    case '429': {
      const answer = cloudinaryError(429, said ?? 'Too many concurrent requests');
      return { ...answer, headers: { ...answer.headers, ...retryAfter(fault) } };
    }
    case '500':
      return cloudinaryError(500, said ?? 'General Error');
    case '502':
      return cloudinaryError(502, said ?? 'Bad Gateway');
    case '503-json':
      return cloudinaryError(503, said ?? 'Service temporarily unavailable');
    case 'error-200':
      return { ...cloudinaryError(200, said ?? 'General Error'), status: 200 };
    default:
      return null;
  }
}

/** Cloudinary's words for the faults of `refusals.ts`. */
export const cloudinaryDialect: Dialect = { refusal };

/** Strikes after a call was carried out. True: the answer is lost, or silence took its place. */
export async function loseAnswer(world: World, x: Exchange, fault: Fault | null): Promise<boolean> {
  switch (fault?.mode) {
    case 'accept-then-reset':
      resetConnection(x);
      return true;
    case 'accept-then-504':
      sendGatewayPage(x, 504);
      return true;
    case 'never-answer':
      return true;
    case 'slow':
      await waitSlowly(world, fault);
      return false;
    default:
      x.halfJson = fault?.mode === 'half-json';
      return false;
  }
}
