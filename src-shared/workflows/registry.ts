import { chat } from './chat.ts';
import { tts } from './tts.ts';
import type { Workflow } from './workflow.ts';

/** The workflows in the order in which they are shown. A new one is one file and one line here. */
export const workflows: readonly Workflow[] = [chat, tts];
