import { implement } from '@orpc/server';
import type * as z from 'zod';
import type { mediaStatus } from '../../src-shared/contract/assets.ts';
import { contract } from '../../src-shared/contract/contract.ts';
import type { Engine } from '../engine/engine.ts';
import type { Upkeep } from '../engine/profile/upkeep.ts';
import { toWire } from './answer.ts';

/** The optional part that decodes and encodes: where it is, and how it comes into the profile. */
export type MediaPart = {
  status(): Promise<z.infer<typeof mediaStatus>>;
  install(): Promise<z.infer<typeof mediaStatus>>;
};

/** What every handler is given. */
export type Context = {
  engine: Engine;
  upkeep: Upkeep;
  mediaPart: MediaPart;
  about: { version: string; home: string };
};

/** Handlers are built from this: errors leave in one shape, whatever was thrown. */
export const api = implement(contract)
  .$context<Context>()
  .use(async ({ next, context, path }) => {
    try {
      return await next();
    } catch (error) {
      const wire = toWire(error);
      if (wire.code === 'INTERNAL' || wire.code === 'INTERNAL_SERVER_ERROR') {
        context.engine.log.error('a call failed', { call: path.join('.'), error });
      }
      throw wire;
    }
  });
