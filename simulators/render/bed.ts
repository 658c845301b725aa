// Sound for a clip, made from the words of its prompt.

import { chooser } from '../seeded.ts';

type Layer = (out: Float32Array, rate: number, random: () => number) => void;

const LOUDNESS = 0.06;
const FADE_S = 0.05;

/** What is heard where the prompt says so; the first word of each row that is found is enough. */
const LAYERS: readonly (readonly [RegExp, Layer])[] = [
  [/water|tap\b|shower|rain|river|stream|splash|rins|brush/i, water],
  [/sea\b|ocean|wave|beach|surf/i, waves],
  [/bird|chirp|morning|garden|forest|nature/i, birds],
  [/wind|breeze|storm/i, wind],
  [/traffic|street|city|car\b|cars\b|engine|train/i, rumble],
  [/crowd|people|caf[eé]|chatter|voices|market|party/i, chatter],
  [/music|guitar|piano|song|melody|beat|jazz|chord/i, music],
  [/click|tick|clock|typ(e|ing)|keyboard|step|knock/i, ticks],
];

/** Mono sound as long as asked, audible from beginning to end, the same for the same prompt. */
export function makeBed(prompt: string, seconds: number, rate: number): Float32Array {
  const out = new Float32Array(Math.round(seconds * rate));
  const random = randomOf(prompt);
  roomTone(out, rate, random);
  const found = LAYERS.filter(([words]) => words.test(prompt));
  for (const [, layer] of found) layer(out, rate, random);
  let sum = 0;
  for (const sample of out) sum += sample * sample;
  const gain = LOUDNESS / Math.max(1e-6, Math.sqrt(sum / Math.max(1, out.length)));
  const fade = Math.round(FADE_S * rate);
  for (let i = 0; i < out.length; i += 1) {
    const edge = Math.min(1, i / fade, (out.length - 1 - i) / fade);
    out[i] = Math.tanh((out[i] as number) * gain * edge);
  }
  return out;
}

const LEVELS = Array.from({ length: 1_024 }, (_, at) => at / 1_024) as [number, ...number[]];

function randomOf(seed: string): () => number {
  const choose = chooser(`${seed} sound`);
  return () => choose(LEVELS);
}

/** Noise through a low-pass and a high-pass of one pole each, shaped by `level` over time (s). */
function noise(
  out: Float32Array,
  options: { rate: number; random: () => number; low: number; high: number; level: (t: number) => number },
): void {
  const { rate, random, low, high, level } = options;
  const a = 1 - Math.exp((-2 * Math.PI * high) / rate);
  const b = 1 - Math.exp((-2 * Math.PI * low) / rate);
  let kept = 0;
  let slow = 0;
  for (let i = 0; i < out.length; i += 1) {
    kept += a * (random() * 2 - 1 - kept);
    slow += b * (kept - slow);
    out[i] = (out[i] as number) + (kept - slow) * level(i / rate);
  }
}

function roomTone(out: Float32Array, rate: number, random: () => number): void {
  noise(out, { rate, random, low: 60, high: 500, level: () => 0.25 });
  tone(out, rate, { at: 0, seconds: out.length / rate, hertz: 110, level: 0.012 });
}

function water(out: Float32Array, rate: number, random: () => number): void {
  noise(out, { rate, random, low: 700, high: 6_000, level: (t) => 0.5 + 0.15 * Math.sin(9 * t) });
}

function waves(out: Float32Array, rate: number, random: () => number): void {
  noise(out, {
    rate,
    random,
    low: 150,
    high: 2_500,
    level: (t) => 0.15 + 0.8 * Math.sin(Math.PI * (t / 5)) ** 4,
  });
}

function wind(out: Float32Array, rate: number, random: () => number): void {
  noise(out, { rate, random, low: 120, high: 700, level: (t) => 0.8 + 0.5 * Math.sin(1.3 * t) });
}

function rumble(out: Float32Array, rate: number, random: () => number): void {
  noise(out, { rate, random, low: 30, high: 220, level: (t) => 1.6 + 0.8 * Math.sin(0.9 * t) });
}

function chatter(out: Float32Array, rate: number, random: () => number): void {
  const speed = 3 + random();
  noise(out, { rate, random, low: 250, high: 1_400, level: (t) => 0.7 + 0.4 * Math.sin(speed * 6 * t) });
}

function birds(out: Float32Array, rate: number, random: () => number): void {
  for (let at = 0.15; at < out.length / rate; at += 0.25 + random() * 0.9) {
    const hertz = 2_600 + random() * 2_200;
    for (let note = 0; note < 2 + Math.floor(random() * 3); note += 1) {
      const rise = (random() - 0.3) * 1_800;
      tone(out, rate, { at: at + note * 0.09, seconds: 0.07, hertz, level: 0.35, rise });
    }
  }
}

function music(out: Float32Array, rate: number, random: () => number): void {
  const chords = [
    [220, 277.2, 329.6],
    [196, 246.9, 293.7],
    [174.6, 220, 261.6],
    [246.9, 293.7, 370],
  ];
  const first = Math.floor(random() * chords.length);
  for (let bar = 0; bar * 2 < out.length / rate; bar += 1) {
    const chord = chords[(first + bar) % chords.length] ?? [];
    for (const [index, hertz] of chord.entries()) {
      tone(out, rate, { at: bar * 2 + index * 0.12, seconds: 1.9, hertz, level: 0.14 });
      tone(out, rate, { at: bar * 2 + 1 + index * 0.25, seconds: 0.6, hertz: hertz * 2, level: 0.08 });
    }
  }
}

function ticks(out: Float32Array, rate: number, random: () => number): void {
  for (let at = 0.1; at < out.length / rate; at += 0.35 + random() * 0.15) {
    tone(out, rate, { at, seconds: 0.02, hertz: 1_800, level: 0.5, rise: -900 });
  }
}

type Tone = { at: number; seconds: number; hertz: number; level: number; rise?: number };

/** Adds a tone with a soft beginning and end; `rise` is how many hertz it gains. */
function tone(out: Float32Array, rate: number, { at, seconds, hertz, level, rise = 0 }: Tone): void {
  const from = Math.round(at * rate);
  const length = Math.min(out.length - from, Math.round(seconds * rate));
  let phase = 0;
  for (let i = 0; i < length; i += 1) {
    const part = i / Math.max(1, length);
    phase += (2 * Math.PI * (hertz + rise * part)) / rate;
    out[from + i] = (out[from + i] as number) + Math.sin(phase) * level * Math.sin(Math.PI * part);
  }
}
