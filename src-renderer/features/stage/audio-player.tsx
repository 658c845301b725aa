import { useCallback, useEffect } from 'react';
import type { Take } from '../../../src-shared/contract/shapes.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { cx } from '../../lib/classes.ts';
import { useAssetUrl, usePeaks } from '../../lib/stored-file.ts';
import { assetOf, mainAsset } from '../../lib/takes.ts';
import { say } from '../../texts/say.ts';
import { stageWord } from '../../texts/words.ts';
import type { Clip } from './clip.ts';
import { Timeline } from './timeline.tsx';
import { Transport } from './transport.tsx';
import { useClip, useClipState } from './use-clip.ts';
import { useClipKeys } from './use-clip-keys.ts';
import type { PlayerProps } from './video-player.tsx';

/** A voice: its waveform over the width of the stage, and the words that are spoken above it. */
export function AudioPlayer({ job, stage, takes, inView }: PlayerProps) {
  const clip = useClip({ stage, loop: false, fps: null });
  const peaks = usePeaks(assetOf(takes[stage], 'peaks')?.id ?? null);
  const { failed, visible } = useClipState(clip);
  const { text } = job.params;
  useClipKeys(clip, inView);
  useEffect(() => (inView ? undefined : clip.pause()), [clip, inView]);
  return (
    <div
      data-theme="dark"
      className={cx('min-h-0 flex-1 flex-col bg-window text-text', inView ? 'flex' : 'hidden')}
    >
      <Sound clip={clip} take={takes.preview} stage="preview" />
      <Sound clip={clip} take={takes.final} stage="final" />
      <div className="flex min-h-0 flex-1 flex-col justify-center [container-type:size]">
        <div className="mx-auto flex max-h-full w-full max-w-240 min-h-0 flex-col gap-6 px-8 py-4">
          {typeof text === 'string' && (
            <p
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by keyboard
              tabIndex={0}
              className="min-h-0 overflow-y-auto text-title leading-6 text-text-2"
            >
              {text}
            </p>
          )}
          {failed[visible] && (
            <p role="alert" className="text-text-2">
              {say.stage.player.unreadable}
            </p>
          )}
          <div className="shrink-0">
            <Timeline clip={clip} peaks={peaks} lane="tall" fps={null} />
          </div>
        </div>
      </div>
      <div className="mx-auto w-full max-w-240 px-4 pb-2">
        <Transport clip={clip} fps={null} sound />
      </div>
    </div>
  );
}

function Sound({ clip, take, stage }: { clip: Clip; take: Take | undefined; stage: Stage }) {
  const { url, renew } = useAssetUrl(mainAsset(take)?.id ?? null);
  const attach = useCallback(
    (media: HTMLAudioElement | null) => (media ? clip.attach(stage, media) : undefined),
    [clip, stage],
  );
  if (url === undefined) return null;
  return (
    // biome-ignore lint/a11y/useMediaCaption: the words that are spoken stand above the waveform
    <audio
      ref={attach}
      src={url}
      preload="auto"
      aria-label={say.stage.player.audio(stageWord[stage])}
      onError={renew}
    />
  );
}
