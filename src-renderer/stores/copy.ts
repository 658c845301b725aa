import { say } from '../texts/say.ts';
import { attempt, notify } from './notices.ts';

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string): Promise<void> {
  if (await attempt(() => navigator.clipboard.writeText(text))) notify({ text: say.copied, tone: 'done' });
}
