import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as they travel in an address or a header. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares what is kept with what came in, in a time that says nothing about either. */
export function isSame(digest: string, secret: string): boolean {
  const [a, b] = [Buffer.from(digest, 'hex'), createHash('sha256').update(secret).digest()];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** 128 bits that follow from a secret and do not lead back to it. */
export const derived = (secret: string, purpose: string): string =>
  createHmac('sha256', secret).update(purpose).digest().subarray(0, 16).toString('base64url');
