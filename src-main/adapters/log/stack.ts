/** Enough to find the place; what stands further out is the runtime's. */
const mostFrames = 8;

/** `submit adapters/fal/submit.ts:12:3`, one per frame: names of functions and files, no messages and no folders of the user. */
export function shortStack(stack: unknown): string[] | undefined {
  if (typeof stack !== 'string') return undefined;
  const frames: string[] = [];
  for (const line of stack.slice(0, 16_384).split('\n')) {
    const frame =
      /^\s{1,8}at (?:(?:async |new )*([^\s(]{1,120}) [^(]{0,60}\(?)?([^\s()]{1,1024}:\d+:\d+)\)?$/.exec(line);
    const place = frame?.[2];
    if (!place || place.startsWith('node:')) continue;
    frames.push(`${frame[1] ?? 'anonymous'} ${place.split(/[\\/]/).slice(-3).join('/')}`);
    if (frames.length === mostFrames) break;
  }
  return frames.length > 0 ? frames : undefined;
}
