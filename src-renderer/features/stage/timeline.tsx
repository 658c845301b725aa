import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { cx } from '../../lib/classes.ts';
import type { Peaks } from '../../lib/peaks.ts';
import { timeCode } from '../../lib/time-code.ts';
import { say } from '../../texts/say.ts';
import { Waveform } from '../../ui/waveform.tsx';
import { type Clip, rangeNow } from './clip.ts';
import { rangeBetween } from './loop.ts';
import { type Film, PointedMoment } from './pointed-moment.tsx';
import { useClipState } from './use-clip.ts';

type Props = {
  clip: Clip;
  /** Null until the waveform is here; `lane` is how much room it has from the beginning. */
  peaks: Peaks | null;
  lane: 'none' | 'low' | 'tall';
  fps: number | null;
  film?: Film | null;
};

const laneHeight = { none: 'h-2', low: 'h-9', tall: 'h-[min(40cqh,220px)]' } as const;

/** Pixels: a pointer that moved less has clicked. */
const slip = 4;
/** How often (ms) the position is told to a screen reader while it plays. */
const tellMs = 500;

/**
 * The time of a clip: a bar to scrub on, and below it a lane (its waveform where it has sound) to click into or to drag a
 * loop on. The playhead moves without a render.
 */
export function Timeline({ clip, peaks, lane, fps, film = null }: Props) {
  const state = useClipState(clip);
  const { durationS, visible, loop } = state;
  const range = rangeNow(state);
  const box = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const played = useRef<HTMLDivElement>(null);
  const pointed = useRef<PointedMoment>(null);
  const press = useRef<{ lane: 'scrub' | 'range'; x: number; dragged: boolean } | null>(null);
  const length = durationS[visible];

  useEffect(() => {
    let toldMs = 0;
    return clip.onTime((at) => {
      const part = clip.durationS > 0 ? Math.min(1, at / clip.durationS) : 0;
      if (head.current) head.current.style.transform = `translateX(${part * 100}%)`;
      if (bar.current) bar.current.style.transform = `scaleX(${part})`;
      if (played.current) played.current.style.clipPath = `inset(0 ${100 - part * 100}% 0 0)`;
      const now = performance.now();
      if (clip.get().playing && now - toldMs < tellMs) return;
      toldMs = now;
      box.current?.setAttribute('aria-valuenow', at.toFixed(2));
      box.current?.setAttribute('aria-valuetext', timeCode(at, fps));
    });
  }, [clip, fps]);

  const atX = (event: PointerEvent): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width)) * length;
  };

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || length === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const lane = (event.target as Element).closest('[data-lane="range"]') ? 'range' : 'scrub';
    press.current = { lane, x: event.clientX, dragged: false };
    if (lane === 'scrub') clip.seek(atX(event));
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const at = atX(event);
    const pressed = press.current;
    // While it is scrubbed the stage shows that frame.
    const withFrame = length > 0 && event.pointerType !== 'touch' && pressed?.lane !== 'scrub';
    pointed.current?.point(at, length, withFrame);
    if (!pressed) return;
    pressed.dragged ||= Math.abs(event.clientX - pressed.x) > slip;
    if (pressed.lane === 'scrub') clip.seek(at);
    else if (pressed.dragged) {
      const { left, width } = event.currentTarget.getBoundingClientRect();
      clip.setRange(rangeBetween(((pressed.x - left) / width) * length, at, length));
    }
  }

  function onPointerUp(event: PointerEvent<HTMLDivElement>): void {
    const pressed = press.current;
    press.current = null;
    if (pressed?.lane === 'range' && !pressed.dragged) clip.seek(atX(event));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const by = event.shiftKey ? 0.1 : 1;
    const run: Record<string, () => void> = {
      ArrowLeft: () => clip.seekBy(-by),
      ArrowDown: () => clip.seekBy(-by),
      ArrowRight: () => clip.seekBy(by),
      ArrowUp: () => clip.seekBy(by),
      PageDown: () => clip.seekBy(-length / 10),
      PageUp: () => clip.seekBy(length / 10),
      Home: () => clip.seek(0),
      End: () => clip.seek(length),
    };
    const known = run[event.key];
    if (!known) return;
    event.preventDefault();
    known();
  }

  const percent = (at: number): string => `${length > 0 ? (at / length) * 100 : 0}%`;
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={say.stage.position}
      aria-valuemin={0}
      aria-valuemax={Number(length.toFixed(2))}
      aria-valuenow={0}
      className="group/time relative touch-none select-none rounded-[3px]"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerLeave={() => pointed.current?.leave()}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => clip.setRange(null)}
      onKeyDown={onKeyDown}
    >
      <div className="flex h-4 items-center">
        <div className="h-[3px] w-full overflow-hidden rounded-full bg-pressed transition-[height] quick group-hover/time:h-[5px]">
          <div ref={bar} className="h-full origin-left bg-text-2" style={{ transform: 'scaleX(0)' }} />
        </div>
      </div>
      <div data-lane="range" className={cx('relative', laneHeight[lane])}>
        {peaks && (
          <>
            <Waveform peaks={peaks.peaks} className="text-text-3" />
            <div ref={played} className="absolute inset-0" style={{ clipPath: 'inset(0 100% 0 0)' }}>
              <Waveform peaks={peaks.peaks} className="text-text" />
            </div>
          </>
        )}
        {range && (
          <div
            className={cx(
              'absolute inset-y-0 border-x',
              loop ? 'border-text bg-text/15' : 'border-text-3 bg-text/5',
            )}
            style={{ left: percent(range.from), width: percent(range.to - range.from) }}
          />
        )}
      </div>
      <div ref={head} aria-hidden className="pointer-events-none absolute inset-0">
        <div className="absolute inset-y-0 left-0 w-0.5 -translate-x-px rounded-full bg-accent" />
      </div>
      <PointedMoment ref={pointed} fps={fps} film={film} />
    </div>
  );
}
