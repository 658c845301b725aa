import type { Relation } from '../domain/asset.ts';

/**
 * What each model can do, measured or read in its documentation (providers.md C), by the name that creators see. An
 * adapter maps a name to its vendor's endpoint. What no model can do is done on this machine, and the receipt says so.
 */
export type ClipModel = {
  /** Lengths in seconds that it offers, smallest first. */
  seconds: readonly number[];
  /** Ratios that it takes as a parameter; none: it follows the picture. */
  ratios: readonly string[];
  /** Frame rates that it takes; none: its own. */
  fps: readonly number[];
  sound: boolean;
  seed: boolean;
};

const upTo = (least: number, most: number): number[] =>
  Array.from({ length: most - least + 1 }, (_, i) => least + i);
const silent = { ratios: [], fps: [], sound: false, seed: false } as const;
const kling3 = { ...silent, seconds: upTo(3, 15), sound: true };
const seedanceRatios = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'];
const seedance1 = { ...silent, seconds: upTo(2, 12), ratios: seedanceRatios, seed: true };
const seedance15 = { ...silent, seconds: upTo(4, 12), ratios: seedanceRatios, seed: true, sound: true };
const ltx = { ...silent, seconds: [6, 8, 10], ratios: ['16:9', '9:16'], fps: [24, 25, 48, 50], sound: true };
const wan = { ...silent, seconds: upTo(2, 15), seed: true };
const kling25 = { ...silent, seconds: [5, 10] };
const ray2 = { ...silent, seconds: [5, 9], ratios: ['16:9', '9:16', '4:3', '3:4', '21:9', '9:21'] };
const vidu = { ...silent, seconds: upTo(1, 16), sound: true, seed: true };
const pixverse = { ...silent, seconds: upTo(1, 15), sound: true, seed: true };

export const clipModels = {
  'kling-v3/standard': kling3,
  'kling-v3/pro': kling3,
  'seedance-1-pro-fast/480p': seedance1,
  'seedance-1-pro-fast/1080p': seedance1,
  'ltx-2.3/fast': ltx,
  'ltx-2.3': ltx,
  'wan-2.7/720p': wan,
  'wan-2.7/1080p': wan,
  'kling-2.5-turbo/standard': kling25,
  'kling-2.5-turbo/pro': kling25,
  'luma-ray-2-flash/540p': ray2,
  'luma-ray-2/720p': ray2,
  'vidu-q3/turbo': vidu,
  'vidu-q3': vidu,
  'pixverse-v6/360p': pixverse,
  'pixverse-v6/1080p': pixverse,
  'seedance-1.5-pro/480p': seedance15,
  'seedance-1.5-pro/1080p': seedance15,
} as const satisfies Record<string, ClipModel>;
export type ClipModelName = keyof typeof clipModels;

/** Models that make a portrait speak: the longest voice (seconds) of one call, with a margin below the vendor's limit. */
export type TalkModel = { most: number };
export const talkModels = {
  'kling-avatar-2/standard': { most: 58 },
  'kling-avatar-2/pro': { most: 58 },
  'fabric-1.0/480p': { most: 58 },
  'fabric-1.0/720p': { most: 58 },
  'omnihuman-1.5/720p': { most: 58 },
  'omnihuman-1.5/1080p': { most: 28 },
  'sync-lipsync-2': { most: 58 },
} as const satisfies Record<string, TalkModel>;
export type TalkModelName = keyof typeof talkModels;

/** A model line: what makes the preview, what makes the final, and how the two takes relate. */
export type ModelLine = { preview: string; final: string; relation: Relation; title: string };
