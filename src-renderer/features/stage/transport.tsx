import { Maximize, Pause, Play, Repeat, StepBack, StepForward, Volume2, VolumeX, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { timeCode } from '../../lib/time-code.ts';
import { setMuted, usePlayer } from '../../stores/player.ts';
import { say } from '../../texts/say.ts';
import { IconButton } from '../../ui/button.tsx';
import { ActionMenu } from '../../ui/menu.tsx';
import { type Clip, rangeNow, rates } from './clip.ts';
import { useClipState } from './use-clip.ts';

type Props = { clip: Clip; fps: number | null; sound: boolean; onFullScreen?: () => void };

/** What a clip is played with, quiet below it. */
export function Transport({ clip, fps, sound, onFullScreen }: Props) {
  const state = useClipState(clip);
  const { playing, reverse, loop } = state;
  const range = rangeNow(state);
  const muted = usePlayer((player) => player.muted);
  const words = say.stage.player;
  const runs = playing || reverse;
  return (
    <div className="@container flex h-8 items-center gap-0.5">
      {fps !== null && (
        <IconButton icon={StepBack} label={words.frameBack} keys="," onClick={() => clip.step(-1)} />
      )}
      <IconButton
        icon={runs ? Pause : Play}
        label={runs ? words.pause : words.play}
        keys="k"
        className="text-text"
        onClick={() => clip.toggle()}
      />
      {fps !== null && (
        <IconButton icon={StepForward} label={words.frameOn} keys="." onClick={() => clip.step(1)} />
      )}
      <TimeCode clip={clip} fps={fps} />
      <span className="flex-1" />
      {range && (
        <button
          type="button"
          onClick={() => clip.setRange(null)}
          aria-label={words.clearRange}
          className="figures mr-1 inline-flex h-6 items-center gap-1 rounded-[4px] bg-raised px-1.5 text-text-2 hover:bg-pressed hover:text-text @max-[520px]:hidden"
        >
          {timeCode(range.from, fps)}–{timeCode(range.to, fps)}
          <X size={12} strokeWidth={1.5} aria-hidden />
        </button>
      )}
      <IconButton
        icon={Repeat}
        label={words.loop}
        keys="r"
        pressed={loop}
        onClick={() => clip.setLoop(!loop)}
      />
      <Speed clip={clip} />
      {sound && (
        <IconButton
          icon={muted ? VolumeX : Volume2}
          label={muted ? words.unmute : words.mute}
          keys="m"
          onClick={() => setMuted(!muted)}
        />
      )}
      {onFullScreen && (
        <IconButton icon={Maximize} label={words.fullScreen} keys="f" onClick={onFullScreen} />
      )}
    </div>
  );
}

function Speed({ clip }: { clip: Clip }) {
  const { rate } = useClipState(clip);
  const entries = rates.map((one) => ({ label: `${one}×`, run: () => clip.setRate(one) }));
  return (
    <ActionMenu entries={entries}>
      <button
        type="button"
        aria-label={say.stage.player.speed(rate)}
        className="figures inline-flex h-8 w-13 items-center justify-center rounded-control text-text-2 hover:bg-raised hover:text-text"
      >
        {rate}×
      </button>
    </ActionMenu>
  );
}

/** Where it is and how long it is. Written without a render, sixty times a second. */
function TimeCode({ clip, fps }: { clip: Clip; fps: number | null }) {
  const { durationS, visible } = useClipState(clip);
  const at = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      clip.onTime((now) => {
        if (at.current) at.current.textContent = timeCode(now, fps);
      }),
    [clip, fps],
  );
  return (
    <span className="figures flex gap-1.5 pl-2 text-text-2">
      <span ref={at} className="text-text" role="timer" aria-label={say.stage.position} />
      <span className="text-text-3">/</span>
      <span>{timeCode(durationS[visible], fps)}</span>
    </span>
  );
}
