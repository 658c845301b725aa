import type { Stage } from '../../../src-shared/domain/job.ts';
import { claimSound, releaseSound, usePlayer } from '../../stores/player.ts';
import { frameFrom, jumpOf, type LoopRange, momentIn, rangeFrom, rangeIn, rangeTo } from './loop.ts';

/**
 * The preview and the final of a job as one clip: one clock, one speed, one loop, and one of the two in view. Both media elements stay
 * loaded, so that a flip shows the other at the same moment; the one in view stays in view until the other has its picture.
 */
export type ClipState = {
  playing: boolean;
  /** Played backwards, by seeking. */
  reverse: boolean;
  rate: number;
  loop: boolean;
  /** As it was set: the one in view may be shorter (`rangeNow`). */
  range: LoopRange | null;
  /** Which is on the screen and sounds now: follows `show` as soon as it has its picture. */
  visible: Stage;
  durationS: Record<Stage, number>;
  failed: Record<Stage, boolean>;
};

/** What of the range is looped on the one in view. */
export const rangeNow = ({ range, durationS, visible }: ClipState): LoopRange | null =>
  rangeIn(range, durationS[visible]);

export const rates = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
/** How long after the last seek (ms) the hidden one is brought to the same moment. */
const followMs = 120;

export class Clip {
  #state: ClipState;
  #fps: number | null;
  #wanted: Stage;
  #media: Partial<Record<Stage, HTMLMediaElement>> = {};
  #listeners = new Set<() => void>();
  #onTime = new Set<(at: number) => void>();
  #frame = 0;
  #lastFrameMs = 0;
  #follow: ReturnType<typeof setTimeout> | undefined;
  /** A moment behind the end of the shorter one, to come back to. */
  #beyond: { moment: number; shownAs: number } | null = null;
  #forget: () => void;

  constructor(start: { stage: Stage; loop: boolean; fps: number | null }) {
    this.#fps = start.fps;
    this.#wanted = start.stage;
    this.#state = {
      playing: false,
      reverse: false,
      rate: 1,
      loop: start.loop,
      range: null,
      visible: start.stage,
      durationS: { preview: 0, final: 0 },
      failed: { preview: false, final: false },
    };
    this.#forget = usePlayer.subscribe(({ muted }) => {
      this.#quiet();
      if (!muted && this.#state.playing) claimSound(this);
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly get = (): ClipState => this.#state;

  /** Told at each frame while it plays, and after each seek. */
  readonly onTime = (listener: (at: number) => void): (() => void) => {
    this.#onTime.add(listener);
    listener(this.at);
    return () => this.#onTime.delete(listener);
  };

  get at(): number {
    return this.#current?.currentTime ?? 0;
  }
  get durationS(): number {
    return this.#state.durationS[this.#state.visible];
  }
  setFps(fps: number | null): void {
    this.#fps = fps;
  }

  get #current(): HTMLMediaElement | undefined {
    return this.#media[this.#state.visible];
  }

  #set(change: Partial<ClipState>): void {
    this.#state = { ...this.#state, ...change };
    this.#loopWhole();
    for (const listener of this.#listeners) listener();
  }

  /** Takes a media element; the answer lets it go again. */
  attach(stage: Stage, media: HTMLMediaElement): () => void {
    this.#media[stage] = media;
    const off = new AbortController();
    const on = (type: string, run: () => void): void =>
      media.addEventListener(type, run, { signal: off.signal });
    const inView = (): boolean => this.#state.visible === stage;
    const known = (): void => {
      const durationS = Number.isFinite(media.duration) ? media.duration : 0;
      this.#set({
        durationS: { ...this.#state.durationS, [stage]: durationS },
        failed: { ...this.#state.failed, [stage]: false },
      });
    };
    on('loadedmetadata', known);
    on('durationchange', known);
    on('error', () => this.#set({ failed: { ...this.#state.failed, [stage]: true } }));
    on('pause', () => inView() && !media.ended && !this.#state.reverse && this.#stopped());
    on('play', () => inView() && this.#started());
    on('ended', () => inView() && this.#ended());
    on('seeked', () => inView() && this.#moved());
    on('timeupdate', () => inView() && this.#tell());
    if (media.readyState > 0) known();
    this.#quiet();
    media.loop = this.#loops;
    media.playbackRate = this.#state.rate;
    return () => {
      off.abort();
      media.pause();
      delete this.#media[stage];
    };
  }

  /** Lets go of everything that would outlive it. */
  dispose(): void {
    this.pause();
    this.#forget();
    releaseSound(this);
    clearTimeout(this.#follow);
    cancelAnimationFrame(this.#frame);
  }

  play(): void {
    const media = this.#current;
    if (!media) return;
    this.#set({ reverse: false });
    if (media.currentTime >= this.durationS - 0.01) media.currentTime = rangeNow(this.#state)?.from ?? 0;
    void media.play().catch(() => this.#stopped());
  }

  readonly pause = (): void => {
    this.#current?.pause();
    // At once: a flip right after it must not find it playing.
    if (this.#state.playing) this.#stopped();
  };

  toggle(): void {
    if (this.#state.playing) this.pause();
    else this.play();
  }

  /** Backwards. There is no such playing in a browser: it is a seek at each frame. */
  playBack(): void {
    const media = this.#current;
    if (!media || this.#state.reverse) return;
    this.#set({ reverse: true, playing: true });
    media.pause();
    this.#run();
  }

  seek(at: number): void {
    const media = this.#current;
    if (!media) return;
    this.#beyond = null;
    const moment = Math.min(this.durationS, Math.max(0, at));
    media.currentTime = moment;
    // The other one is on its way into view: it comes at the new moment.
    const coming = this.#wanted === this.#state.visible ? undefined : this.#media[this.#wanted];
    if (coming) coming.currentTime = momentIn(moment, coming.duration);
    this.#tell();
  }
  seekBy(seconds: number): void {
    this.seek(this.at + seconds);
  }
  step(by: number): void {
    this.pause();
    if (this.#fps) this.seek(frameFrom(this.at, by, { fps: this.#fps, durationS: this.durationS }));
    else this.seekBy(by / 10);
  }

  setRate(rate: number): void {
    for (const media of Object.values(this.#media)) media.playbackRate = rate;
    this.#set({ rate });
  }
  /** The next speed up or down of those there are. */
  stepRate(by: number): void {
    const at = (rates as readonly number[]).indexOf(this.#state.rate);
    const next = rates[Math.min(rates.length - 1, Math.max(0, at + by))];
    if (next !== undefined) this.setRate(next);
  }
  setLoop(loop: boolean): void {
    this.#set({ loop });
  }
  setRange(range: LoopRange | null): void {
    this.#set(range ? { range, loop: true } : { range });
  }
  /**
   * A player loops a whole clip by itself, without a gap. Only while it plays on: one that was brought to its end by a seek may
   * otherwise be thrown to its start by Chromium, and is not there any more to be run back from.
   */
  get #loops(): boolean {
    const { loop, playing, reverse } = this.#state;
    return loop && rangeNow(this.#state) === null && playing && !reverse;
  }
  #loopWhole(): void {
    for (const media of Object.values(this.#media)) media.loop = this.#loops;
  }
  markIn(): void {
    this.setRange(rangeFrom(this.#state.range, this.at, this.durationS));
  }
  markOut(): void {
    this.setRange(rangeTo(this.#state.range, this.at, this.durationS));
  }

  /** Shows the other of the two at the same moment, playing or still as this one is. */
  show(stage: Stage): void {
    this.#wanted = stage;
    const { visible } = this.#state;
    if (stage === visible) {
      // Flipped back before the other had its picture.
      this.#media[visible === 'preview' ? 'final' : 'preview']?.pause();
      return;
    }
    const [from, to] = [this.#media[visible], this.#media[stage]];
    if (!to || !from) {
      this.pause();
      this.#set({ visible: stage });
      this.#tell();
      return;
    }
    const moment = this.#momentFor(stage, from);
    to.muted = true;
    const swap = (): void => {
      if (this.#wanted === stage && this.#state.visible !== stage) this.#swap(stage);
    };
    // One that has failed already will not tell so again: it comes into view with what is said of it.
    if (to.error) {
      swap();
      return;
    }
    // A frame's half away is the same frame.
    if (to.readyState >= 2 && !to.seeking && Math.abs(to.currentTime - moment) < 0.02) {
      swap();
      return;
    }
    to.addEventListener('error', swap, { once: true });
    const seek = (): void => {
      to.addEventListener('seeked', swap, { once: true });
      to.currentTime = momentIn(moment, to.duration);
    };
    if (to.readyState >= 1) seek();
    else to.addEventListener('loadedmetadata', seek, { once: true });
    if (this.#state.playing && !this.#state.reverse) void to.play().catch(() => undefined);
  }

  #momentFor(stage: Stage, from: HTMLMediaElement): number {
    const at = from.currentTime;
    const kept = this.#beyond;
    const wish = kept && Math.abs(kept.shownAs - at) < 0.001 ? kept.moment : at;
    const moment = momentIn(wish, this.#state.durationS[stage]);
    this.#beyond = moment < wish ? { moment: wish, shownAs: moment } : null;
    return moment;
  }

  #swap(stage: Stage): void {
    const before = this.#current;
    const { playing, reverse } = this.#state;
    if (this.#beyond) this.#beyond.shownAs = this.#media[stage]?.currentTime ?? 0;
    this.#set({ visible: stage });
    before?.pause();
    this.#quiet();
    if (playing && !reverse) void this.#current?.play().catch(() => this.#stopped());
    this.#tell();
  }

  #quiet(): void {
    const { muted } = usePlayer.getState();
    for (const [stage, media] of Object.entries(this.#media))
      media.muted = muted || stage !== this.#state.visible;
  }

  #started(): void {
    this.#set({ playing: true });
    if (!usePlayer.getState().muted) claimSound(this);
    this.#run();
  }
  #stopped(): void {
    this.#set({ playing: false, reverse: false });
    this.#tell();
  }
  #ended(): void {
    // A seek to the end is told as an end too, perhaps only once it is run back from there.
    if (!this.#state.playing || this.#state.reverse || !this.#current?.ended) return;
    if (this.#state.loop) {
      this.seek(rangeNow(this.#state)?.from ?? 0);
      this.play();
    } else this.#stopped();
  }

  #moved(): void {
    this.#tell();
    if (this.#state.playing) return;
    clearTimeout(this.#follow);
    this.#follow = setTimeout(() => {
      const hidden = this.#media[this.#state.visible === 'preview' ? 'final' : 'preview'];
      if (hidden && hidden.readyState >= 1) hidden.currentTime = momentIn(this.at, hidden.duration);
    }, followMs);
  }

  #run(): void {
    cancelAnimationFrame(this.#frame);
    this.#lastFrameMs = performance.now();
    const tick = (now: number): void => {
      if (!this.#state.playing) return;
      const media = this.#current;
      const passedS = (now - this.#lastFrameMs) / 1000;
      if (media && this.#state.reverse && !media.seeking) {
        this.#lastFrameMs = now;
        media.currentTime = Math.max(0, media.currentTime - passedS * this.#state.rate);
        if (media.currentTime <= 0) this.#stopped();
      } else if (media && !this.#state.reverse) {
        const range = rangeNow(this.#state);
        const jump = this.#state.loop && range && jumpOf(media.currentTime, range);
        if (typeof jump === 'number' && !media.seeking) media.currentTime = jump;
      }
      this.#tell();
      this.#frame = requestAnimationFrame(tick);
    };
    this.#frame = requestAnimationFrame(tick);
  }

  #tell(): void {
    const at = this.at;
    for (const listener of this.#onTime) listener(at);
  }
}
