import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { Clip, type ClipState } from './clip.ts';

type Start = { stage: Stage; loop: boolean; fps: number | null };

/** One clip as long as the component is there; it shows the stage that is asked for. */
export function useClip({ stage, loop, fps }: Start): Clip {
  const [clip] = useState(() => new Clip({ stage, loop, fps }));
  useEffect(() => clip.show(stage), [clip, stage]);
  useEffect(() => clip.setFps(fps), [clip, fps]);
  useEffect(() => () => clip.dispose(), [clip]);
  return clip;
}

export const useClipState = (clip: Clip): ClipState => useSyncExternalStore(clip.subscribe, clip.get);
