import { oc } from '@orpc/contract';
import * as z from 'zod';

/** The studio of the browser host. Refused by a process that carries none. */
export const studioContract = {
  /** An address that opens the studio once within a minute. `fresh` ends every session first. */
  link: oc.input(z.strictObject({ fresh: z.boolean().default(false) })).output(z.object({ url: z.string() })),
  /** Opens the demo profile beside this one: in the browser of this machine where it has one, and answers its address where not. */
  demo: oc.output(z.object({ url: z.string(), opened: z.boolean() })),
};
