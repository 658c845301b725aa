// The few lines of FFmpeg's C API that rendering needs, over node-av. Loaded only in the child process: an abort in
// native code must not take the simulators with it.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Lib from 'node-av/lib';

export type Av = typeof Lib;

let loaded: Promise<Av> | null = null;
let otherFolder: string | null = null;

/** Says in whose node_modules FFmpeg may be, where it is not beside this program. */
export function lookForCodecsIn(folder: string | null): void {
  otherFolder = folder;
}

/** FFmpeg in this process, quiet; rejects where the optional package is not installed. */
export function openAv(): Promise<Av> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Av> {
  const av = await import('node-av/lib').catch((error: unknown) => {
    if (otherFolder === null) throw error;
    return createRequire(join(otherFolder, 'package.json'))('node-av/lib') as Av;
  });
  av.Log.setLevel(AV_LOG_QUIET as never);
  return av;
}

const AV_LOG_QUIET = -8;

/** One channel, as FFmpeg names layouts. */
export const MONO = { nbChannels: 1, order: 1, mask: 4n } as unknown as Lib.CodecContext['channelLayout'];

/** Takes every packet that the encoder has ready; `each` must not keep it. */
export function drain(av: Av, encoder: Lib.CodecContext, each: (packet: Lib.Packet) => void): void {
  const packet = new av.Packet();
  packet.alloc();
  while (encoder.receivePacketSync(packet) >= 0) {
    each(packet);
    packet.unref();
  }
  packet.free();
}

/** Passes a negative FFmpeg result on as an error that says what was tried. */
export function must(av: Av, result: number, tried: string): void {
  if (result < 0) av.FFmpegError.throwIfError(result, tried);
}
