import { oc } from '@orpc/contract';
import * as z from 'zod';
import { providerIds } from '../domain/request.ts';

const provider = z.strictObject({ provider: z.enum(providerIds) });

/** One way: a key goes in and never comes out; `last4` is all that is shown. */
export const keyStatus = z.object({
  provider: z.enum(providerIds),
  present: z.boolean(),
  last4: z.string().nullable(),
  source: z.enum(['env', 'keychain', 'memory', 'demo']).nullable(),
});
export type KeyStatus = z.infer<typeof keyStatus>;

export const keysContract = {
  status: oc.output(
    z.object({ keychain: z.enum(['ok', 'locked', 'absent', 'changed', 'unused']), keys: z.array(keyStatus) }),
  ),
  set: oc
    .input(
      z.strictObject({
        provider: z.enum(providerIds),
        key: z.string().trim().min(1).max(1_000),
        /** Consent to keep the key in memory for this run where no keychain works. */
        memory: z.boolean().default(false),
      }),
    )
    .output(keyStatus),
  /** Asks the provider about a key without saving it. */
  check: oc
    .input(z.strictObject({ provider: z.enum(providerIds), key: z.string().trim().min(1).max(1_000) }))
    .output(
      z.object({
        provider: z.enum(providerIds),
        ok: z.boolean(),
        /** False where nobody answered, so that nothing is known about the key. */
        reached: z.boolean(),
        detail: z.string(),
      }),
    ),
  test: oc
    .input(provider)
    .output(z.object({ provider: z.enum(providerIds), ok: z.boolean(), detail: z.string() })),
  remove: oc.input(provider).output(keyStatus),
};
