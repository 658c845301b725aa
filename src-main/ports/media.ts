/**
 * What is done to pictures, sound and video on this machine. An implementation promises:
 * - it reads the one file it is given, by its content, and nothing that the file names: no playlist, no address;
 * - limits (pixels, frames, streams, duration, bytes) are looked at before anything is decoded;
 * - what it makes is looked at again before it is called made: a `Made` tells what is truly in the file;
 * - a file that cannot be used ends in `media_refused` with the rule in words; a crash, a limit of time or memory in
 *   `media_failed`; what needs codecs where there are none in `media_missing`. All three leave this process unharmed;
 * - one thing at a time; the others wait; `signal` ends a wait and a piece of work alike.
 * Paths are absolute. `to` is written anew and belongs to the caller, also after a failure.
 */
export type MediaPort = {
  /** Whether sound and video can be decoded and encoded here. Without: `probe`, `picture` and `join` of equal parts work. */
  codecs(): Promise<boolean>;
  /** What a file is, without decoding it whole. Needs no codecs. */
  probe(file: string, signal: AbortSignal): Promise<Probe>;
  /** Decodes a voice whole. */
  listen(file: string, signal: AbortSignal): Promise<Heard>;
  /** A picture for an upload: turned by EXIF, flattened on white, as JPEG. Needs no codecs. */
  picture(job: PictureJob, signal: AbortSignal): Promise<Made>;
  /** A JPEG of one moment of a video. */
  thumbnail(job: ThumbnailJob, signal: AbortSignal): Promise<Made>;
  /** Loudness of a sound (or of a video's) in equal pieces of time, 0 to 1, as JSON. */
  peaks(job: PeaksJob, signal: AbortSignal): Promise<Made>;
  /** A piece of a voice as MP3. */
  voice(job: VoiceJob, signal: AbortSignal): Promise<Made>;
  /** One clip, brought to what was asked, to the frame. */
  clip(job: ClipJob, signal: AbortSignal): Promise<Made>;
  /** Several clips one after the other, each as long as it is said, with one voice over the whole. */
  join(job: JoinJob, signal: AbortSignal): Promise<Made>;
  /** Ends the child process, if there is one; the next call starts another. */
  stop(): Promise<void>;
};

/** Numbers are those of the file's own tracks; null where it has no such track. Width and height as it is shown (turned). */
export type Probe = {
  kind: 'image' | 'audio' | 'video';
  mime: string;
  durationS: number | null;
  width: number | null;
  height: number | null;
  fps: number | null;
  /** Frames of the video track, where they can be counted without decoding. */
  frames: number | null;
  videoCodec: string | null;
  audioCodec: string | null;
};
/** A probe of what was made. `copied`: packets were taken over as they were, nothing was encoded again. */
export type Made = Probe & { copied: boolean };

/** Length as decoded; stretches without sound, each [from, to] in seconds; the loudest sample, 0 to 1. */
export type Heard = { durationS: number; silences: [from: number, to: number][]; loudest: number };

export type Frame = { ratio: string; fit: 'crop' | 'pad' };

export type PictureJob = { from: string; to: string; frame: Frame | null; longest: number };
export type ThumbnailJob = { from: string; to: string; atS: number; width: number };
/** `buckets` is how many pieces; the file holds `{"version":1,"durationS":n,"peaks":[...]}`. */
export type PeaksJob = { from: string; to: string; buckets: number };
export type VoiceJob = { from: string; to: string; startS: number; endS: number };
/** null keeps what the clip has. `sound` false drops its sound. */
export type ClipJob = {
  from: string;
  to: string;
  seconds: number | null;
  frame: Frame | null;
  fps: number | null;
  sound: boolean;
};
/**
 * A part that is shorter than `seconds` has its last frame held, a longer one is cut. `voice` is laid over from its
 * beginning; null: no sound. A part may appear more than once.
 */
export type JoinJob = {
  parts: { from: string; seconds: number }[];
  to: string;
  voice: string | null;
  frame: Frame | null;
  fps: number | null;
};
