import { chat } from './chat.ts';
import { imagePrompt } from './image-prompt.ts';
import { imageToVideo } from './image-to-video.ts';
import { imageToVideoAudio } from './image-to-video-audio.ts';
import { tts } from './tts.ts';
import { ugcVideo } from './ugc-video.ts';
import type { Workflow } from './workflow.ts';

/** The workflows in the order in which they are shown. A new one is one file and one line here. */
export const workflows: readonly Workflow[] = [
  chat,
  imagePrompt,
  tts,
  imageToVideo,
  imageToVideoAudio,
  ugcVideo,
];
