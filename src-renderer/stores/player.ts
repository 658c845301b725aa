import { create } from 'zustand';

/** One sounding clip in the whole window: whoever begins to sound stops the one before. */
export type Sounding = { pause(): void };

let sounding: Sounding | null = null;

export function claimSound(clip: Sounding): void {
  const before = sounding;
  sounding = clip;
  if (before !== clip) before?.pause();
}

export function releaseSound(clip: Sounding): void {
  if (sounding === clip) sounding = null;
}

/** Holds for every clip that is shown: a person who muted one wants the next one quiet too. */
export const usePlayer = create<{ muted: boolean }>(() => ({ muted: false }));

export const setMuted = (muted: boolean): void => usePlayer.setState({ muted });
