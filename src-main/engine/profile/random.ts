import { randomBytes } from 'node:crypto';

/** 128 random bits as hex; for keys of calls that nobody named. */
export const randomId = (): string => randomBytes(16).toString('hex');
