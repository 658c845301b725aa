import * as z from 'zod/mini';
import { defineWorkflow } from './workflow.ts';

const tokens = { preview: 300, final: 500 } as const;
const maxPrompt = 10_000;
const styles = ['ugc', 'product', 'lifestyle', 'cinematic', 'studio'] as const;
const ratios = ['9:16', '16:9', '1:1', '4:5', '4:3', '3:4'] as const;
const qualities = ['draft', 'standard', 'high'] as const;
/** A reference picture is looked at, not shown: more pixels cost tokens and tell the model nothing. */
const longestSide = 1_024;

const params = z.lazy(() =>
  z.strictObject({
    prompt: z.string().check(z.trim(), z.minLength(1), z.maxLength(maxPrompt)),
    image: z._default(z.nullable(z.string()), null),
    style: z._default(z.enum(styles), 'ugc'),
    aspect_ratio: z._default(z.enum(ratios), '9:16'),
    quality: z._default(z.enum(qualities), 'standard'),
  }),
);

const manner = {
  preview: 'Improve the idea into a usable image prompt: one or two sentences.',
  final:
    'Write the image prompt as a professional art director would: subject, setting, light, lens, composition, texture, mood; ' +
    'and a negative prompt against the usual faults.',
} as const;
const looks = {
  ugc: 'an unpolished picture that a person took with a phone',
  product: 'a product picture in which the product is the only subject',
  lifestyle: 'a candid scene of daily life',
  cinematic: 'a frame of a film',
  studio: 'a picture made in a studio with controlled light',
} as const;
const care = {
  draft: 'A rough draft is enough.',
  standard: 'It is to be published.',
  high: 'It is to be printed large: every detail counts.',
} as const;

const models = ['google/gemini-2.5-flash', 'google/gemini-3.5-flash-lite'] as const;

/** An idea made into a prompt for an image model, as a JSON document. */
export const imagePrompt = defineWorkflow({
  id: 'image_prompt',
  title: 'Image prompt',
  summary: 'Turn an idea, and a reference picture if there is one, into a prompt for an image model.',
  provider: 'openrouter',
  params,
  review: 'hold',
  relation: 'new_take',
  credits: () => 50,
  fields: [
    {
      name: 'prompt',
      label: 'Idea',
      widget: 'longtext',
      required: true,
      rule: 'a text of 1 to 10,000 characters',
      max: maxPrompt,
    },
    {
      name: 'image',
      label: 'Reference picture',
      widget: 'image',
      required: false,
      rule: 'a JPEG, PNG, WebP or AVIF of at least 64 pixels a side',
      file: { kind: 'image', leastSide: 64 },
    },
    {
      name: 'style',
      label: 'Style',
      widget: 'choice',
      required: false,
      rule: `one of ${styles.join(', ')}`,
      default: 'ugc',
      choices: styles,
    },
    {
      name: 'aspect_ratio',
      label: 'Aspect ratio',
      widget: 'choice',
      required: false,
      rule: `one of ${ratios.join(', ')}`,
      default: '9:16',
      choices: ratios,
    },
    {
      name: 'quality',
      label: 'Quality',
      widget: 'choice',
      required: false,
      rule: `one of ${qualities.join(', ')}`,
      default: 'standard',
      choices: qualities,
    },
  ],
  stages: {
    preview: { models, limit: 'a basic enhancement, 300 tokens at most', expectedSeconds: 15 },
    final: { models, limit: 'a professional prompt, 500 tokens at most', expectedSeconds: 15 },
  },
  toRequest: (stage, { params: p, models: chosen }) => [
    {
      task: 'text',
      provider: 'openrouter',
      models: [...chosen],
      messages: [
        {
          role: 'system',
          text:
            `You write prompts for image models. ${manner[stage]} The style is ${p.style}: ${looks[p.style]}. ` +
            `The aspect ratio is ${p.aspect_ratio}. ${care[p.quality]} ` +
            'Answer with the fields prompt, negative_prompt, style, aspect_ratio and title.',
        },
        { role: 'user', text: p.prompt },
      ],
      maxTokens: tokens[stage],
      temperature: 0.7,
      image: p.image
        ? {
            from: { input: 'image' },
            make: { do: 'picture', ratio: null, fit: 'crop', longest: longestSide },
            path: null,
            mime: null,
            url: null,
          }
        : null,
      answer: 'image_prompt',
    },
  ],
  steps: { preview: ['mirror'], final: ['mirror'] },
});
