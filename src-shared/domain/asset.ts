/** Kinds of files that belong to a take or an input, and how they are named on disk. */

export const assetKinds = ['text', 'json', 'audio', 'video', 'image', 'thumbnail', 'peaks'] as const;
export type AssetKind = (typeof assetKinds)[number];

/** How a take came about relative to the job's other take; shown beside the two. */
export const relations = ['same_take', 'upscaled', 'same_seed', 'new_take'] as const;
export type Relation = (typeof relations)[number];

/** The only types that are stored, with their file extension and the first bytes that prove them (hex; empty: text is checked as UTF-8). */
export const mediaTypes = {
  'text/plain': { ext: 'txt', magic: [] },
  'application/json': { ext: 'json', magic: [] },
  'audio/mpeg': { ext: 'mp3', magic: ['494433', 'fffb', 'fff3', 'fff2', 'fffa'] },
} as const satisfies Record<string, { ext: string; magic: string[] }>;
export type MediaType = keyof typeof mediaTypes;
export const isMediaType = (mime: string): mime is MediaType => mime in mediaTypes;
