import { create } from 'zustand';
import { claimSound, releaseSound } from '../../stores/player.ts';

/** The one sound of the composer: a sample, or a voice that was chosen. It gives way to any other clip of the window. */
export const useSound = create<{ sounding: string | null }>(() => ({ sounding: null }));

let player: HTMLAudioElement | null = null;

export function playSound(key: string, url: string): void {
  stopSound();
  const audio = new Audio(url);
  player = audio;
  const clip = { pause: () => audio.pause() };
  const ended = (): void => {
    releaseSound(clip);
    if (useSound.getState().sounding === key) useSound.setState({ sounding: null });
  };
  for (const event of ['pause', 'ended', 'error']) audio.addEventListener(event, ended);
  audio.addEventListener('play', () => {
    claimSound(clip);
    useSound.setState({ sounding: key });
  });
  audio.play().catch(ended);
}

export function stopSound(): void {
  player?.pause();
  player = null;
}
