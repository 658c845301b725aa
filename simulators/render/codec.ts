// The few lines of FFmpeg's C API that rendering needs, over node-av. Loaded only in the child process: an abort in
// native code must not take the simulators with it.

import type * as Lib from 'node-av/lib';

export type Av = typeof Lib;

let loaded: Promise<Av> | null = null;

/** FFmpeg in this process, quiet; rejects where the optional package is not installed. */
export function openAv(): Promise<Av> {
  loaded ??= import('node-av/lib').then((av) => {
    av.Log.setLevel(AV_LOG_QUIET as never);
    return av;
  });
  return loaded;
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
