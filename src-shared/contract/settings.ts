import { oc } from '@orpc/contract';
import * as z from 'zod';

export const settings = z.object({
  /** How many requests run at once, per provider. OpenRouter 4; fal 2, the limit of a new account; Cloudinary 2. */
  concurrency: z.object({
    openrouter: z.int().min(1).max(32),
    fal: z.int().min(1).max(40),
    cloudinary: z.int().min(1).max(16),
  }),
  /** Models that a person put in the place of a workflow's own, by `workflow.stage`. */
  models: z.record(z.string(), z.array(z.string().min(1).max(200)).min(1).max(5)),
});
export type Settings = z.infer<typeof settings>;

export const settingsContract = {
  get: oc.output(settings),
  set: oc.input(settings.partial()).output(settings),
};
