import { createRequire } from 'node:module';
import { join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';

/** Decoders, filters, encoders and muxers of FFmpeg, as its library has them, all called synchronously. */
export type Av = typeof import('node-av/lib') & typeof import('node-av/constants');
export type Frame = InstanceType<Av['Frame']>;
export type Packet = InstanceType<Av['Packet']>;
export type CodecParameters = InstanceType<Av['CodecParameters']>;
export type CodecContext = InstanceType<Av['CodecContext']>;

/** Gives the codecs, or throws `media_missing`. */
export type Codecs = () => Promise<Av>;

export type CodecsPlace = { native: 'own' | 'none'; folder: string | null };

/**
 * The native part is optional: it stands among this program's packages, or in those of a folder to which it was fetched.
 * It is loaded when it is first needed.
 */
export function createCodecs(place: CodecsPlace): { get: Codecs; present(): Promise<boolean> } {
  let found: Promise<Av | null> | null = null;
  const find = (): Promise<Av | null> => (found ??= load(place));
  return {
    async get() {
      const av = await find();
      if (av === null) throw new RushesError('media_missing');
      return av;
    },
    present: async () => (await find()) !== null,
  };
}

async function load({ native, folder }: CodecsPlace): Promise<Av | null> {
  if (native === 'none') return null;
  const av = (await own()) ?? (folder === null ? null : inFolder(folder));
  // Whatever a broken file makes a decoder say is not for anybody to read.
  av?.Log.setLevel(av.AV_LOG_QUIET);
  return av;
}

async function own(): Promise<Av | null> {
  try {
    const [lib, constants] = await Promise.all([import('node-av/lib'), import('node-av/constants')]);
    return Object.assign({}, lib, constants);
  } catch {
    return null;
  }
}

function inFolder(folder: string): Av | null {
  try {
    const load = createRequire(join(folder, 'package.json'));
    return Object.assign({}, load('node-av/lib'), load('node-av/constants')) as Av;
  } catch {
    return null;
  }
}

/** Why the codecs of a folder cannot be loaded, in the words of who tried; null where they can. */
export function whyNotIn(folder: string): string | null {
  try {
    createRequire(join(folder, 'package.json'))('node-av/lib');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
