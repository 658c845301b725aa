import * as z from 'zod';
import type { Port } from '../engine/profile/port.ts';

/**
 * What may come in over a port. The contract's transport takes a message apart before anything of ours can catch what
 * it throws, and a rejection that nobody catches ends the process. So only what it can read reaches it: a call of the
 * contract, or the end of one. There is no file and no stream among the inputs.
 */
const call = z.object({
  i: z.string().max(100),
  t: z.literal(1).optional(),
  p: z.object({ u: z.string().startsWith('/').max(1_000), b: z.unknown() }),
});
const abort = z.object({ i: z.string().max(100), t: z.literal(4) });
const message = z.union([abort, call]);

/** A port as a browser has it; Node's own has both shapes, and this one says `{ data }` everywhere. */
type EventPort = { addEventListener(event: string, call: (data?: unknown) => void): void };

/** The port, with everything left out that is no message of the contract. `odd` hears of it the first time. */
export function heedful(port: Port, odd: () => void): Port {
  let told = false;
  const listen = (event: string, hear: (data?: unknown) => void): void =>
    'addEventListener' in port
      ? (port as unknown as EventPort).addEventListener(event, hear)
      : port.on(event, hear);
  return {
    postMessage: (data) => port.postMessage(data),
    on(event, hear) {
      if (event !== 'message') return listen(event, hear);
      listen(event, (said) => {
        const read = readMessage((said as { data?: unknown } | undefined)?.data);
        if (read) return hear({ data: read });
        if (!told) odd();
        told = true;
      });
    },
  };
}

function readMessage(data: unknown): z.infer<typeof message> | null {
  if (typeof data !== 'string') return null;
  try {
    return message.parse(JSON.parse(data));
  } catch {
    return null;
  }
}
