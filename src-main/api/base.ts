import { implement } from '@orpc/server';
import type * as z from 'zod';
import type { mediaStatus } from '../../src-shared/contract/assets.ts';
import { contract } from '../../src-shared/contract/contract.ts';
import { RushesError } from '../../src-shared/contract/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { Upkeep } from '../engine/profile/upkeep.ts';
import { toWire } from './answer.ts';
import { desktopOnly } from './desktop-only.ts';

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
  /** The screens that this process carries; null where it carries none. */
  studio: { link(fresh: boolean): Promise<string>; demo(): Promise<{ url: string; opened: boolean }> } | null;
  /** Where a picture or voice that comes with Rushes stands. */
  samplePath(name: string): string;
  /** Whether who asks may name files by their paths: the person's own command line, not a page. */
  paths: boolean;
  about: { version: string; home: string };
};

/** Handlers are built from this: errors leave in one shape, whatever was thrown. */
export const api = implement(contract)
  .$context<Context>()
  .use(async ({ next, context, path }) => {
    try {
      const call = path.join('.');
      if (!context.paths && desktopOnly.has(call))
        throw new RushesError('NOT_ALLOWED', {
          subject: 'This page',
          found: 'in a browser',
          rule: call,
          detail: 'Run it on the command line.',
        });
      return await next();
    } catch (error) {
      const wire = toWire(error);
      if (wire.code === 'INTERNAL' || wire.code === 'INTERNAL_SERVER_ERROR') {
        context.engine.log.error('a call failed', { call: path.join('.'), error });
      }
      throw wire;
    }
  });
