import { ORPCError } from '@orpc/server';
import { RushesError } from '../../src-shared/contract/errors.ts';
import { badInput } from '../../src-shared/contract/from-wire.ts';

/** How an error crosses the contract: the code, its facts, nothing else. No stack, no cause, no path of ours. */
export function toWire(error: unknown): ORPCError<string, unknown> {
  if (error instanceof RushesError)
    return new ORPCError(error.code, { message: error.code, data: { ...error.facts } });
  if (error instanceof ORPCError) return error.code === 'BAD_REQUEST' ? toWire(badInput(error.data)) : error;
  return new ORPCError('INTERNAL', { message: 'INTERNAL', data: {} });
}
