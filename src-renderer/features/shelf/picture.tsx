import { useState } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import { cx } from '../../lib/classes.ts';
import { letGoRef } from '../../lib/let-go.ts';
import { useAssetUrl, useInputUrl, usePeaks, useStoredText } from '../../lib/stored-file.ts';
import { useStreamedText } from '../../stores/hooks.ts';
import { KindSign } from '../../ui/kind-sign.tsx';
import { Waveform } from '../../ui/waveform.tsx';
import { firstWords, type Tile } from './tile.ts';

type Props = { job: Job; tile: Tile; plays: boolean };

/** What fills a tile, edge to edge. It is for the eyes: the tile's button has the words. */
export function Picture({ job, tile, plays }: Props) {
  switch (tile.shows) {
    case 'clip':
      return <Still job={job} tile={tile} plays={plays} />;
    case 'sound':
      return <Sound job={job} tile={tile} />;
    case 'text':
      return <Written job={job} tile={tile} />;
    case 'input':
      return <Given job={job} tile={tile} />;
    case 'words':
      return tile.making ? <Writing job={job} tile={tile} /> : <Words job={job} text={tile.about} quiet />;
  }
}

/** The frame of a clip, and the clip itself while a pointer rests on it: muted, from its beginning. */
function Still({ job, tile, plays }: Props) {
  const thumbnail = useAssetUrl(tile.thumbnail);
  return (
    <>
      {thumbnail.url ? (
        <img
          src={thumbnail.url}
          alt=""
          decoding="async"
          draggable={false}
          onError={thumbnail.renew}
          className="size-full object-cover"
        />
      ) : (
        <Words job={job} text={tile.about} quiet />
      )}
      {plays && tile.main !== null && <Moving asset={tile.main} />}
    </>
  );
}

/** Over the still until its first frame is there, so that nothing flashes. */
function Moving({ asset }: { asset: number }) {
  const { url } = useAssetUrl(asset);
  const [shown, setShown] = useState(false);
  return (
    <video
      ref={letGoRef}
      src={url}
      muted
      autoPlay
      loop
      playsInline
      aria-hidden
      tabIndex={-1}
      onPlaying={() => setShown(true)}
      className={`absolute inset-0 size-full object-cover ${shown ? '' : 'opacity-0'}`}
    />
  );
}

function Sound({ job, tile }: { job: Job; tile: Tile }) {
  const peaks = usePeaks(tile.peaks);
  const { text } = job.params;
  return (
    <div className={cx('flex size-full flex-col gap-2 px-2', isEnd(job.state) ? 'pt-12 pb-8' : 'pt-9 pb-16')}>
      <div className="h-14 min-h-0 flex-1 text-text-2">
        {peaks && <Waveform peaks={peaks.peaks} />}
        {!peaks && <KindSign workflow={job.workflow} className="m-auto h-full text-text-3" />}
      </div>
      {typeof text === 'string' && (
        <p className="hidden text-label text-text-2 wrap-anywhere [@container(min-height:176px)]:line-clamp-3">
          {text}
        </p>
      )}
    </div>
  );
}

function Written({ job, tile }: { job: Job; tile: Tile }) {
  const { text } = useStoredText(tile.main);
  return text === null ? <Skeleton /> : <Words job={job} text={firstWords(job, text, true)} />;
}

/** A text as it is written: the tile has its first words. */
function Writing({ job, tile }: { job: Job; tile: Tile }) {
  const text = useStreamedText(job.id, job.stage);
  return text === '' ? (
    <Words job={job} text={tile.about} quiet />
  ) : (
    <Words job={job} text={firstWords(job, text.slice(0, 1_000), false)} />
  );
}

/** The picture that a clip is made of, in the dark, until there is a frame of the clip. */
function Given({ job, tile }: { job: Job; tile: Tile }) {
  const { url, onError } = useInputUrl(job, 'image');
  if (url === undefined) return <Words job={job} text={tile.about} quiet />;
  return (
    <img
      src={url}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={onError}
      className="size-full object-cover opacity-35"
    />
  );
}

type WordsProps = { job: Job; text: string; quiet?: boolean };

/** Above the button of a tile that has one; what is too long fades out. */
const Words = ({ job, text, quiet }: WordsProps) => (
  <div
    className={cx(
      'absolute inset-x-2.5 flex flex-col gap-1.5 overflow-hidden [mask-image:linear-gradient(black_calc(100%-16px),transparent)]',
      isEnd(job.state) ? 'top-12' : 'top-9',
      job.state === 'preview_ready' ? 'bottom-9' : 'bottom-2',
    )}
  >
    {quiet && <KindSign workflow={job.workflow} className="shrink-0 text-text-3" />}
    <p className={cx('text-small wrap-anywhere', quiet ? 'text-text-2' : 'text-text')}>{text}</p>
  </div>
);

const Skeleton = () => (
  <div className="flex size-full flex-col gap-2 px-2.5 pt-10">
    {['90%', '100%', '70%'].map((width) => (
      <div key={width} className="skeleton h-3 rounded-[4px]" style={{ width }} />
    ))}
  </div>
);
