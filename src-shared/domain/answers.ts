import * as z from 'zod/mini';
import type { answerNames } from './request.ts';

/** The JSON documents that a text model may be asked for. Loaded where one is asked for, not at the start. */
const imagePromptAnswer = z.object({
  prompt: z.string().check(z.minLength(1)),
  negative_prompt: z.string(),
  style: z.string(),
  aspect_ratio: z.string(),
  title: z.string(),
});

export const answers = { image_prompt: imagePromptAnswer } as const satisfies Record<
  (typeof answerNames)[number],
  z.ZodMiniType
>;
