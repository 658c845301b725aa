import { answers } from '../../src-shared/domain/answers.ts';

/** What an image prompt is made of. */
export type ImagePrompt = {
  prompt: string;
  negative_prompt: string;
  style: string;
  aspect_ratio: string;
  title: string;
};

/** Null where the text is not such a document: it is shown as it came. */
export function readImagePrompt(text: string): ImagePrompt | null {
  try {
    const read = answers.image_prompt.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

const beginning = /"prompt"\s*:\s*"((?:[^"\\]|\\.)*)/s;

/** The prompt of a document that is being written, as far as it has come. */
export function promptSoFar(text: string): string {
  const raw = beginning.exec(text)?.[1] ?? '';
  // A half-written escape is left for the next piece.
  for (let cut = 0; cut < 6; cut++) {
    try {
      return JSON.parse(`"${raw.slice(0, raw.length - cut)}"`) as string;
    } catch {}
  }
  return '';
}

/** The prompt of a whole document; of another text what a person sees of it. */
export const promptIn = (text: string): string =>
  readImagePrompt(text)?.prompt ?? (promptSoFar(text) || text);
