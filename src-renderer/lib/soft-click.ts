/** Hertz at the beginning and the end of the click, its length in seconds, and how loud it is of 1. */
const [from, to, lengthS, loudness] = [880, 440, 0.09, 0.12];

let context: AudioContext | null = null;

/** One soft click, made here and not loaded. Silent where the browser wants a press of a person first. */
export async function clickSoftly(): Promise<void> {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') await context.resume();
    const now = context.currentTime;
    const tone = new OscillatorNode(context, { type: 'sine', frequency: from });
    const volume = new GainNode(context, { gain: 0 });
    tone.frequency.exponentialRampToValueAtTime(to, now + lengthS);
    volume.gain.setValueAtTime(0, now);
    volume.gain.linearRampToValueAtTime(loudness, now + 0.004);
    volume.gain.exponentialRampToValueAtTime(0.0001, now + lengthS);
    tone.connect(volume).connect(context.destination);
    tone.start(now);
    tone.stop(now + lengthS);
  } catch {
    // A machine without sound stays quiet.
  }
}
