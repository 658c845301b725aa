/** Reading a body with a bound and a watch: a stalled body is not covered by any timeout of an SDK (providers.md A.3). */

type BodyRules = { idleMs: number; maxBytes: number; signal: AbortSignal };

type BodyFault = 'stalled' | 'too_big' | 'aborted';

/** Has no `code` and no `cause`: fal's SDK would take those for a reason to send again. */
class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly fault: BodyFault;
  constructor(fault: BodyFault) {
    super(`body ${fault}`);
    this.fault = fault;
  }
}

/** The pieces of a body, in order; throws `BodyError` by the rules and whatever the connection throws. */
export async function* watched(
  body: ReadableStream<Uint8Array>,
  { idleMs, maxBytes, signal }: BodyRules,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader();
  let total = 0;
  try {
    for (;;) {
      const next = await within(reader.read(), { idleMs, signal });
      if (next.done) return;
      total += next.value.byteLength;
      if (total > maxBytes) throw new BodyError('too_big');
      yield next.value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** The whole body as text. */
export async function readWhole(body: ReadableStream<Uint8Array> | null, rules: BodyRules): Promise<string> {
  if (!body) return '';
  const pieces: Uint8Array[] = [];
  for await (const piece of watched(body, rules)) pieces.push(piece);
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/** Lets go of a body that nobody reads, so that its connection closes. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

function within<T>(
  work: Promise<T>,
  { idleMs, signal }: { idleMs: number; signal: AbortSignal },
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
    const fail = (fault: BodyFault) => {
      done();
      reject(new BodyError(fault));
    };
    const aborted = () => fail('aborted');
    const timer = setTimeout(() => fail('stalled'), idleMs);
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(done);
  });
}
