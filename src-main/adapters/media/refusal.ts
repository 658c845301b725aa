import { RushesError } from '../../../src-shared/contract/errors.ts';

/** A file that cannot be used. `rule` goes on the sentence "The file cannot be used: ..."; the caller may name the file. */
export const refusal = (rule: string, found?: string): RushesError =>
  new RushesError('media_refused', { rule, found });

/** Work that went wrong here, or that gave something else than was asked. */
export const failure = (detail: string): RushesError => new RushesError('media_failed', { detail });

/** The system had no room for what was written. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** Runs work on one of several files; its refusals name that file. */
export async function naming<T>(subject: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RushesError) || error.code !== 'media_refused') throw error;
    throw new RushesError(error.code, { ...error.facts, subject });
  }
}
