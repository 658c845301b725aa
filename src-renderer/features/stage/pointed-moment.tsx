import { type Ref, useCallback, useImperativeHandle, useRef, useState } from 'react';
import { cx } from '../../lib/classes.ts';
import { letGo } from '../../lib/let-go.ts';
import { useAssetUrl } from '../../lib/stored-file.ts';
import { timeCode } from '../../lib/time-code.ts';

/** A film of which the frame under the pointer is shown: its stored file, and its width by its height. */
export type Film = { asset: number; ratio: number };
/** `at` and `durationS` in seconds; `withFrame`: the frame is worth a look. `leave`: the pointer has gone. */
export type PointedMoment = { point(at: number, durationS: number, withFrame: boolean): void; leave(): void };

type Props = { ref: Ref<PointedMoment>; fps: number | null; film: Film | null };

/** Pixels: the most that a frame takes of the picture above it. */
const most = { width: 160, height: 144 };
/** Pixels: half of what a time code takes. */
const halfCode = 28;

/** Above a timeline, what is at the moment under the pointer: the time code, and of a film its frame. Moves without a render. */
export function PointedMoment({ ref, fps, film }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const code = useRef<HTMLSpanElement>(null);
  const moment = useRef({ at: 0, moved: () => {} });
  const [pointing, setPointing] = useState(false);
  const width = film ? Math.round(Math.min(most.width, most.height * film.ratio)) : 0;
  const half = Math.max(halfCode, width / 2);
  useImperativeHandle(
    ref,
    () => ({
      point(at, durationS, withFrame) {
        if (box.current)
          box.current.style.left = `clamp(${half}px, ${durationS > 0 ? (at / durationS) * 100 : 0}%, calc(100% - ${half}px))`;
        if (code.current) code.current.textContent = timeCode(at, fps);
        moment.current.at = at;
        moment.current.moved();
        setPointing(withFrame);
      },
      leave: () => setPointing(false),
    }),
    [fps, half],
  );
  return (
    <div
      ref={box}
      aria-hidden
      className="pointer-events-none absolute bottom-full hidden -translate-x-1/2 flex-col items-center gap-1 pb-0.5 group-hover/time:flex"
    >
      {film && pointing && <Frame key={film.asset} film={film} width={width} moment={moment.current} />}
      <span ref={code} className="figures rounded-[4px] bg-raised px-1.5 text-text" />
    </div>
  );
}

type FrameProps = { film: Film; width: number; moment: { at: number; moved: () => void } };

/** A media element of its own that never plays: the one on the stage stays where it is. */
function Frame({ film, width, moment }: FrameProps) {
  const { url } = useAssetUrl(film.asset);
  const [seen, setSeen] = useState(false);
  const attach = useCallback(
    (media: HTMLVideoElement | null) => {
      if (!media) return;
      // On its way to one moment it takes no other; where it arrives, the newest is the next.
      let asked = 0;
      const follow = (): void => {
        if (media.readyState === 0 || media.seeking) return;
        const at = Math.min(moment.at, media.duration);
        if (at !== asked) {
          asked = at;
          media.currentTime = at;
        } else if (media.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) setSeen(true);
      };
      moment.moved = follow;
      const told = ['loadedmetadata', 'loadeddata', 'seeked'];
      for (const type of told) media.addEventListener(type, follow);
      return () => {
        moment.moved = () => {};
        for (const type of told) media.removeEventListener(type, follow);
        letGo(media);
      };
    },
    [moment],
  );
  return (
    <video
      ref={attach}
      src={url}
      muted
      playsInline
      disablePictureInPicture
      preload="auto"
      onSeeked={() => setSeen(true)}
      className={cx(
        'rounded-[4px] border border-line bg-black object-contain shadow-float transition-opacity quick',
        !seen && 'opacity-0',
      )}
      style={{ width, aspectRatio: film.ratio }}
    />
  );
}
