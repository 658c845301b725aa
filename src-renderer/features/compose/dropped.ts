import type { FileRule, Workflow } from '../../../src-shared/workflows/workflow.ts';
import { fileFields } from '../../../src-shared/workflows/workflow.ts';
import { timeCode } from '../../lib/time-code.ts';
import { say } from '../../texts/say.ts';
import { sizeWord } from '../../texts/words.ts';

/** Files that come in by dropping, pasting or picking, told apart by what the browser says of them. */
export type Kind = FileRule['kind'];
type Named = Pick<File, 'name' | 'type' | 'size'>;

const endings: Record<Kind, RegExp> = {
  image: /\.(jpe?g|png|webp|avif)$/i,
  audio: /\.(mp3|wav|m4a|mp4|ogg|oga|opus)$/i,
};
/** What a file dialog offers. */
export const accepted: Record<Kind, string> = {
  image: 'image/jpeg,image/png,image/webp,image/avif',
  audio: 'audio/*,.mp3,.wav,.m4a,.ogg,.oga,.opus',
};
const mostMb: Record<Kind, number> = { image: 64, audio: 200 };

export function kindOf(file: Named): Kind | null {
  if (/^image\//.test(file.type)) return 'image';
  if (/^audio\//.test(file.type)) return 'audio';
  return (['image', 'audio'] as const).find((kind) => endings[kind].test(file.name)) ?? null;
}

/** Why a file is refused before a byte of it is read; null: it is not. */
export function refusalOf(file: Named, kind: Kind): string | null {
  if (kindOf(file) !== kind) return say.compose.file.wrongKind[kind](file.name);
  if (file.size === 0) return say.compose.file.empty(file.name);
  if (file.size > mostMb[kind] * 1024 ** 2)
    return say.compose.file.tooLarge(file.name, sizeWord(file.size), `${mostMb[kind]} MB`);
  return null;
}

/** Which file goes into which field: the first of a kind into the first field of that kind. `left`: how many had no place. */
export function placesFor<F extends Named>(
  workflow: Workflow,
  files: readonly F[],
): { places: { field: string; kind: Kind; file: F }[]; left: number } {
  const places: { field: string; kind: Kind; file: F }[] = [];
  for (const { name, file: rule } of fileFields(workflow)) {
    const fits = files.find(
      (file) => kindOf(file) === rule.kind && !places.some((place) => place.file === file),
    );
    if (fits) places.push({ field: name, kind: rule.kind, file: fits });
  }
  return { places, left: files.length - places.length };
}

/** A length as a person says it: a short one to the tenth of a second. */
export const lengthWord = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(1)} s` : timeCode(seconds, null);
