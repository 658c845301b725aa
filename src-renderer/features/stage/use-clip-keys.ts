import { useKeys } from '../../lib/use-keys.ts';
import { setMuted, usePlayer } from '../../stores/player.ts';
import type { Clip } from './clip.ts';

/** The keys of an editing table: J K L, frames, a loop from in to out. */
export function useClipKeys(clip: Clip, enabled: boolean, onFullScreen?: () => void): void {
  useKeys(
    {
      space: () => clip.toggle(),
      k: () => clip.toggle(),
      l: () => (clip.get().playing && !clip.get().reverse ? clip.stepRate(1) : clip.play()),
      j: () => (clip.get().reverse ? clip.stepRate(1) : clip.playBack()),
      ',': () => clip.step(-1),
      '.': () => clip.step(1),
      i: () => clip.markIn(),
      o: () => clip.markOut(),
      r: () => clip.setLoop(!clip.get().loop),
      m: () => setMuted(!usePlayer.getState().muted),
      ...(onFullScreen ? { f: onFullScreen } : {}),
    },
    enabled,
  );
}
