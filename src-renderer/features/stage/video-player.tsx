import { useCallback, useEffect, useRef, useState } from 'react';
import type { Asset, Job, Take } from '../../../src-shared/contract/shapes.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { cx } from '../../lib/classes.ts';
import { letGo } from '../../lib/let-go.ts';
import { useAssetUrl, usePeaks } from '../../lib/stored-file.ts';
import { assetOf, mainAsset } from '../../lib/takes.ts';
import { say } from '../../texts/say.ts';
import { stageWord } from '../../texts/words.ts';
import type { Clip } from './clip.ts';
import { ratioOf } from './shown.ts';
import { Timeline } from './timeline.tsx';
import { Transport } from './transport.tsx';
import { useClip, useClipState } from './use-clip.ts';
import { useClipKeys } from './use-clip-keys.ts';

export type PlayerProps = { job: Job; stage: Stage; takes: Partial<Record<Stage, Take>>; inView: boolean };

/** A screen that tells no frame rate is stepped as if it had this one. */
const usualFps = 30;

/** The preview and the final of a job, one over the other, with what they are played with. Media edge to edge on a dark ground. */
export function VideoPlayer({ job, stage, takes, inView }: PlayerProps) {
  const ground = useRef<HTMLDivElement>(null);
  const shown = mainAsset(takes[stage]);
  const fps = shown?.fps ?? usualFps;
  const clip = useClip({ stage, loop: true, fps });
  const wave = assetOf(takes[stage], 'peaks');
  const peaks = usePeaks(wave?.id ?? null);
  const fullScreen = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void ground.current?.requestFullscreen?.().catch(() => undefined);
  }, []);
  useClipKeys(clip, inView, fullScreen);
  useEffect(() => (inView ? undefined : clip.pause()), [clip, inView]);
  // Two clips that are read at once keep each other waiting: the one behind comes when the one in front can be seen.
  const [readyOf, setReadyOf] = useState<string | null>(null);
  const front = { job, clip, ready: readyOf === job.id, onReady: () => setReadyOf(job.id) };
  const film = shown ? { asset: shown.id, ratio: ratioOfTake(shown, job) } : null;
  return (
    <div
      ref={ground}
      data-theme="dark"
      className={cx('min-h-0 flex-1 flex-col bg-window text-text', inView ? 'flex' : 'hidden')}
    >
      <div className="relative min-h-0 flex-1 overflow-hidden [container-type:size]">
        <Picture {...front} take={takes.preview} stage="preview" />
        <Picture {...front} take={takes.final} stage="final" />
      </div>
      <div className="flex flex-col px-4 pt-1 pb-2">
        <Timeline clip={clip} peaks={peaks} lane={wave ? 'low' : 'none'} fps={fps} film={film} />
        <Transport clip={clip} fps={fps} sound={Boolean(shown?.audioCodec)} onFullScreen={fullScreen} />
      </div>
    </div>
  );
}

/** Width by height of a take, or of what its job makes where the file tells none. */
const ratioOfTake = ({ width, height }: Pick<Asset, 'width' | 'height'>, job: Job): number =>
  width && height ? width / height : ratioOf(job);

type PictureProps = {
  clip: Clip;
  job: Job;
  take: Take | undefined;
  stage: Stage;
  /** The one in front can be seen. */
  ready: boolean;
  onReady(): void;
};

function Picture({ clip, job, take, stage, ready, onReady }: PictureProps) {
  const { visible, failed } = useClipState(clip);
  const asset = mainAsset(take);
  const { url, renew } = useAssetUrl(asset?.id ?? null);
  const poster = useAssetUrl(assetOf(take, 'thumbnail')?.id ?? null);
  const attach = useCallback(
    (media: HTMLVideoElement | null) => {
      if (!media) return;
      const detach = clip.attach(stage, media);
      return () => {
        detach();
        letGo(media);
      };
    },
    [clip, stage],
  );
  const inView = visible === stage;
  if (!asset || url === undefined || !(inView || ready)) return null;
  const ratio = ratioOfTake(asset, job);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: what was generated has no captions */}
      <video
        ref={attach}
        src={url}
        poster={poster.url}
        // As far as the first frame; then the rest. All at once keeps the first frame waiting.
        preload={ready ? 'auto' : 'metadata'}
        onLoadedData={inView ? onReady : undefined}
        playsInline
        disablePictureInPicture
        aria-label={say.stage.player.video(stageWord[stage])}
        aria-hidden={!inView}
        onError={renew}
        onClick={() => clip.toggle()}
        className={cx(
          'absolute inset-0 m-auto bg-black object-contain',
          !inView && 'pointer-events-none opacity-0',
        )}
        style={{ width: `min(100cqw, ${100 * ratio}cqh)`, aspectRatio: ratio }}
      />
      {inView && failed[stage] && (
        <p role="alert" className="absolute inset-x-0 top-1/2 -translate-y-1/2 px-8 text-center text-text-2">
          {say.stage.player.unreadable}
        </p>
      )}
    </>
  );
}
