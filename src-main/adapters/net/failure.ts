/**
 * Says of a failed request whether it provably never left this machine: the rule (a) of "never pay twice".
 * In doubt the answer is no. A code alone is not proof where a connection that stands can end with the same code
 * (a read that ends in EHOSTUNREACH), so those count only when the failing call was the connect itself.
 */

/** The connection never came to stand: name not found, refused, unreachable, TLS not agreed, or given up before that. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
  readonly reason: string;
  constructor(reason: string) {
    super(`not connected: ${reason}`);
    this.reason = reason;
  }
}

/** Only a connect ends so, whatever the call. */
const always: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

/** Proof only when the system call that failed was the connect. */
const whenConnecting: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
]);

/** True where nothing of the request can have left this machine. */
export function neverLeft(error: unknown): boolean {
  const seen = new Set<unknown>();
  let current = error;
  while (typeof current === 'object' && current !== null && !seen.has(current)) {
    seen.add(current);
    if (current instanceof NotConnected) return true;
    if (current instanceof AggregateError)
      return current.errors.length > 0 && current.errors.every(neverLeft);
    const { code, syscall, cause } = current as { code?: unknown; syscall?: unknown; cause?: unknown };
    if (typeof code === 'string') {
      return always.has(code) || (whenConnecting.has(code) && syscall === 'connect');
    }
    current = cause;
  }
  return false;
}
