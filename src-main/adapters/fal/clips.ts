import type { EndpointTypeMap } from '@fal-ai/client/endpoints';
import type { ClipRequest, SentFile } from '../../../src-shared/domain/request.ts';
import { type ClipModelName, clipModels } from '../../../src-shared/workflows/models.ts';

/** Clips at fal: endpoint and input of each model (providers.md C.2, C.3). What a vendor would switch on by itself is said. Pure. */

export const clipEndpoints = {
  'kling-v3/standard': 'fal-ai/kling-video/v3/standard/image-to-video',
  'kling-v3/pro': 'fal-ai/kling-video/v3/pro/image-to-video',
  'seedance-1-pro-fast/480p': 'fal-ai/bytedance/seedance/v1/pro/fast/image-to-video',
  'seedance-1-pro-fast/1080p': 'fal-ai/bytedance/seedance/v1/pro/fast/image-to-video',
  'ltx-2.3/fast': 'fal-ai/ltx-2.3/image-to-video/fast',
  'ltx-2.3': 'fal-ai/ltx-2.3/image-to-video',
  'wan-2.7/720p': 'fal-ai/wan/v2.7/image-to-video',
  'wan-2.7/1080p': 'fal-ai/wan/v2.7/image-to-video',
  'kling-2.5-turbo/standard': 'fal-ai/kling-video/v2.5-turbo/standard/image-to-video',
  'kling-2.5-turbo/pro': 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
  'luma-ray-2-flash/540p': 'fal-ai/luma-dream-machine/ray-2-flash/image-to-video',
  'luma-ray-2/720p': 'fal-ai/luma-dream-machine/ray-2/image-to-video',
  'vidu-q3/turbo': 'fal-ai/vidu/q3/image-to-video/turbo',
  'vidu-q3': 'fal-ai/vidu/q3/image-to-video',
  'pixverse-v6/360p': 'fal-ai/pixverse/v6/image-to-video',
  'pixverse-v6/1080p': 'fal-ai/pixverse/v6/image-to-video',
  'seedance-1.5-pro/480p': 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
  'seedance-1.5-pro/1080p': 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
} as const satisfies Record<ClipModelName, keyof EndpointTypeMap>;
type InputOf<Name extends ClipModelName> = EndpointTypeMap[(typeof clipEndpoints)[Name]]['input'];

type Kling3 = InputOf<'kling-v3/standard' | 'kling-v3/pro'>;
type Kling25 = InputOf<'kling-2.5-turbo/standard' | 'kling-2.5-turbo/pro'>;
type Seedance1 = InputOf<'seedance-1-pro-fast/480p'>;
type Seedance15 = InputOf<'seedance-1.5-pro/480p'>;
type Ray2 = InputOf<'luma-ray-2-flash/540p' | 'luma-ray-2/720p'>;
type Vidu = InputOf<'vidu-q3/turbo' | 'vidu-q3'>;
type Pixverse = InputOf<'pixverse-v6/360p'>;
/** The shipped types have numbers as strings here; the endpoints take numbers (providers.md C.0). */
type Ltx = Omit<InputOf<'ltx-2.3/fast' | 'ltx-2.3'>, 'duration' | 'fps'> & {
  duration?: number;
  fps?: number;
};
type Wan = Omit<InputOf<'wan-2.7/720p'>, 'duration'> & { duration?: number };

/** Where a file of a request is; submit refuses a request whose file has no address. */
export const urlOf = (file: SentFile): string => file.url ?? '';

/** Most models refuse an empty prompt, and a picture may be set in motion without one. */
const anyMotion = 'Natural motion.';
const promptOf = ({ prompt }: ClipRequest): string => prompt.trim() || anyMotion;
/** Left out where it is empty: the vendor's own list of faults then stands. */
const without = ({ negativePrompt }: ClipRequest): { negative_prompt?: string } =>
  negativePrompt.trim() ? { negative_prompt: negativePrompt } : {};
const seeded = ({ seed }: ClipRequest): { seed?: number } => (seed === null ? {} : { seed });

/** A ratio that the model has; where it has none like it, that of the picture. */
const ratioOr = (model: ClipModelName, { ratio }: ClipRequest): string =>
  ratio !== null && (clipModels[model].ratios as readonly string[]).includes(ratio) ? ratio : 'auto';

const kling3 = (request: ClipRequest): Kling3 => ({
  start_image_url: urlOf(request.image),
  prompt: promptOf(request),
  duration: `${request.seconds}` as NonNullable<Kling3['duration']>,
  generate_audio: request.sound,
  ...without(request),
});

const kling25 = (request: ClipRequest): Kling25 => ({
  image_url: urlOf(request.image),
  prompt: promptOf(request),
  duration: `${request.seconds}` as NonNullable<Kling25['duration']>,
  ...without(request),
});

const seedance1 =
  (resolution: NonNullable<Seedance1['resolution']>) =>
  (request: ClipRequest): Seedance1 => ({
    image_url: urlOf(request.image),
    prompt: promptOf(request),
    duration: `${request.seconds}` as NonNullable<Seedance1['duration']>,
    resolution,
    aspect_ratio: ratioOr('seedance-1-pro-fast/480p', request) as NonNullable<Seedance1['aspect_ratio']>,
    ...seeded(request),
  });

const seedance15 =
  (resolution: NonNullable<Seedance15['resolution']>) =>
  (request: ClipRequest): Seedance15 => ({
    image_url: urlOf(request.image),
    prompt: promptOf(request),
    duration: `${request.seconds}` as NonNullable<Seedance15['duration']>,
    resolution,
    aspect_ratio: ratioOr('seedance-1.5-pro/480p', request) as NonNullable<Seedance15['aspect_ratio']>,
    generate_audio: request.sound,
    ...seeded(request),
  });

const ltx = (request: ClipRequest): Ltx => ({
  image_url: urlOf(request.image),
  prompt: promptOf(request),
  duration: request.seconds,
  resolution: '1080p',
  aspect_ratio: ratioOr('ltx-2.3', request) as NonNullable<Ltx['aspect_ratio']>,
  generate_audio: request.sound,
  ...(request.fps === null ? {} : { fps: request.fps }),
});

const wan =
  (resolution: NonNullable<Wan['resolution']>) =>
  (request: ClipRequest): Wan => ({
    image_url: urlOf(request.image),
    prompt: promptOf(request),
    duration: request.seconds,
    resolution,
    ...without(request),
    ...seeded(request),
  });

const ray2 =
  (resolution: NonNullable<Ray2['resolution']>) =>
  (request: ClipRequest): Ray2 => {
    const ratio = nearest(clipModels['luma-ray-2/720p'].ratios, request);
    return {
      image_url: urlOf(request.image),
      prompt: promptOf(request),
      duration: `${request.seconds}s` as NonNullable<Ray2['duration']>,
      resolution,
      loop: request.loop,
      ...(ratio ? { aspect_ratio: ratio as NonNullable<Ray2['aspect_ratio']> } : {}),
    };
  };

const vidu =
  (resolution: NonNullable<Vidu['resolution']>) =>
  (request: ClipRequest): Vidu => ({
    image_url: urlOf(request.image),
    prompt: promptOf(request),
    duration: request.seconds,
    resolution,
    audio: request.sound,
    ...seeded(request),
  });

const pixverse =
  (resolution: NonNullable<Pixverse['resolution']>) =>
  (request: ClipRequest): Pixverse => ({
    image_url: urlOf(request.image),
    prompt: promptOf(request),
    duration: request.seconds,
    resolution,
    generate_audio_switch: request.sound,
    ...without(request),
    ...seeded(request),
  });

/** Ray 2 makes 16:9 of any picture unless it is told, and knows no `auto`: it is told what comes nearest to the picture. */
function nearest(ratios: readonly string[], { ratio, image }: ClipRequest): string | null {
  const wanted = ratio ?? (image.make.do === 'picture' ? image.make.ratio : null);
  if (wanted === null) return null;
  const distance = (one: string) => Math.abs(Math.log(quotient(one) / quotient(wanted)));
  return ratios.reduce((best, one) => (distance(one) < distance(best) ? one : best), ratios[0] ?? wanted);
}

function quotient(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

/** What a clip request looks like at each model's endpoint. */
export const clipInputs: Record<ClipModelName, (request: ClipRequest) => Record<string, unknown>> = {
  'kling-v3/standard': kling3,
  'kling-v3/pro': kling3,
  'seedance-1-pro-fast/480p': seedance1('480p'),
  'seedance-1-pro-fast/1080p': seedance1('1080p'),
  'ltx-2.3/fast': ltx,
  'ltx-2.3': ltx,
  'wan-2.7/720p': wan('720p'),
  'wan-2.7/1080p': wan('1080p'),
  'kling-2.5-turbo/standard': kling25,
  'kling-2.5-turbo/pro': kling25,
  'luma-ray-2-flash/540p': ray2('540p'),
  'luma-ray-2/720p': ray2('720p'),
  'vidu-q3/turbo': vidu('540p'),
  'vidu-q3': vidu('720p'),
  'pixverse-v6/360p': pixverse('360p'),
  'pixverse-v6/1080p': pixverse('1080p'),
  'seedance-1.5-pro/480p': seedance15('480p'),
  'seedance-1.5-pro/1080p': seedance15('1080p'),
};
