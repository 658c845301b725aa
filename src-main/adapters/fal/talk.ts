import type { EndpointTypeMap } from '@fal-ai/client/endpoints';
import type { LipsyncRequest, TalkRequest } from '../../../src-shared/domain/request.ts';
import type { TalkModelName } from '../../../src-shared/workflows/models.ts';
import { urlOf } from './clips.ts';

/** Portraits that speak, and mouths that are moved, at fal (providers.md C.4). Pure. */

export const talkEndpoints = {
  'kling-avatar-2/standard': 'fal-ai/kling-video/ai-avatar/v2/standard',
  'kling-avatar-2/pro': 'fal-ai/kling-video/ai-avatar/v2/pro',
  'fabric-1.0/480p': 'veed/fabric-1.0',
  'fabric-1.0/720p': 'veed/fabric-1.0',
  'omnihuman-1.5/720p': 'fal-ai/bytedance/omnihuman/v1.5',
  'omnihuman-1.5/1080p': 'fal-ai/bytedance/omnihuman/v1.5',
  'sync-lipsync-2': 'fal-ai/sync-lipsync/v2',
} as const satisfies Record<TalkModelName, keyof EndpointTypeMap>;
type InputOf<Name extends TalkModelName> = EndpointTypeMap[(typeof talkEndpoints)[Name]]['input'];

type Avatar = InputOf<'kling-avatar-2/standard' | 'kling-avatar-2/pro'>;
type Fabric = InputOf<'fabric-1.0/480p'>;
type OmniHuman = InputOf<'omnihuman-1.5/720p'>;
/** The shipped type names models that are gone; left out, the endpoint takes its own (providers.md C.0). */
type Lipsync = Omit<InputOf<'sync-lipsync-2'>, 'model'>;

const files = ({ image, voice }: TalkRequest) => ({ image_url: urlOf(image), audio_url: urlOf(voice) });

/** `.` is the vendor's own word for "no prompt". */
const avatar = (request: TalkRequest): Avatar => ({
  ...files(request),
  prompt: request.prompt.trim() || '.',
});

const fabric =
  (resolution: Fabric['resolution']) =>
  (request: TalkRequest): Fabric => ({ ...files(request), resolution });

const omniHuman =
  (resolution: NonNullable<OmniHuman['resolution']>) =>
  (request: TalkRequest): OmniHuman => ({
    ...files(request),
    resolution,
    ...(request.prompt.trim() ? { prompt: request.prompt } : {}),
  });

/** What a talk request looks like at each model's endpoint. */
export const talkInputs: Record<
  Exclude<TalkModelName, 'sync-lipsync-2'>,
  (request: TalkRequest) => Record<string, unknown>
> = {
  'kling-avatar-2/standard': avatar,
  'kling-avatar-2/pro': avatar,
  'fabric-1.0/480p': fabric('480p'),
  'fabric-1.0/720p': fabric('720p'),
  'omnihuman-1.5/720p': omniHuman('720p'),
  'omnihuman-1.5/1080p': omniHuman('1080p'),
};

/** What a lipsync request looks like at each model's endpoint: the clip is repeated until the voice ends. */
export const lipsyncInputs = {
  'sync-lipsync-2': ({ video, voice }: LipsyncRequest): Lipsync => ({
    video_url: urlOf(video),
    audio_url: urlOf(voice),
    sync_mode: 'loop',
  }),
};
