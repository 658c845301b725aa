import { oc } from '@orpc/contract';
import * as z from 'zod';
import { id, take } from './shapes.ts';

export const takesContract = {
  star: oc.input(z.strictObject({ take: id, starred: z.boolean().default(true) })).output(z.object({ take })),
};
