import { useMemo } from 'react';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { promptSoFar } from '../../lib/image-prompt.ts';
import { letGoRef } from '../../lib/let-go.ts';
import { columnsOf } from '../../lib/peaks.ts';
import { useAssetUrl, usePeaks, useStoredText } from '../../lib/stored-file.ts';
import { assetOf, mainAsset } from '../../lib/takes.ts';
import { useCalm } from './calm.ts';

const fills = 'absolute inset-0 size-full object-cover';
const longestWords = 600;

/** What a take looks like: its picture, its words, or its sound. It moves while `playing`. */
export function Picture({ item, playing }: { item: LibraryItem; playing: boolean }) {
  const main = mainAsset(item.take);
  if (main?.kind === 'audio') return <Sound item={item} />;
  if (main?.kind === 'text' || main?.kind === 'json') return <Words item={item} />;
  return <Still item={item} playing={playing} />;
}

function Still({ item, playing }: { item: LibraryItem; playing: boolean }) {
  const calm = useCalm();
  const main = mainAsset(item.take);
  const still = assetOf(item.take, 'thumbnail') ?? (main?.kind === 'image' ? main : undefined);
  const { url, renew } = useAssetUrl(calm ? (still?.id ?? null) : null);
  return (
    <>
      {url !== undefined && <img src={url} alt="" decoding="async" onError={renew} className={fills} />}
      {playing && main?.kind === 'video' && <Moving asset={main.id} />}
    </>
  );
}

function Moving({ asset }: { asset: number }) {
  const { url } = useAssetUrl(asset);
  if (url === undefined) return null;
  return (
    <video
      ref={letGoRef}
      src={url}
      muted
      loop
      autoPlay
      playsInline
      aria-hidden
      tabIndex={-1}
      className={fills}
    />
  );
}

function Words({ item }: { item: LibraryItem }) {
  const calm = useCalm();
  const { text } = useStoredText(calm ? (mainAsset(item.take)?.id ?? null) : null);
  const words = text === null ? item.about : item.workflow === 'image_prompt' ? promptSoFar(text) : text;
  return <p className={written}>{(words || item.about).slice(0, longestWords)}</p>;
}

/** Long words fade out at the lower edge; a mask would cost a layer of its own for each tile. */
const written =
  'absolute inset-0 overflow-hidden px-2.5 pt-9 text-left text-small break-words whitespace-pre-line text-text-2 after:absolute after:inset-x-0 after:bottom-0 after:h-1/4 after:bg-linear-to-t after:from-panel';

function Sound({ item }: { item: LibraryItem }) {
  const calm = useCalm();
  const peaks = usePeaks(calm ? (assetOf(item.take, 'peaks')?.id ?? null) : null);
  const wave = useMemo(() => (peaks ? waveOf(peaks.peaks) : null), [peaks]);
  return (
    <>
      <p className={`${written} bottom-auto h-1/2`}>{item.about}</p>
      {wave && (
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${waveWidth} 100`}
          preserveAspectRatio="none"
          className="absolute inset-x-2.5 top-1/2 h-1/4 w-[calc(100%-20px)] fill-text-2"
        >
          <path d={wave} />
        </svg>
      )}
    </>
  );
}

const bars = 44;
const waveWidth = bars * 3;

/** A waveform as one small path: a canvas in each tile would be a layer in each tile. */
function waveOf(peaks: readonly number[]): string {
  return columnsOf(peaks, bars)
    .map((column, i) => {
      const tall = Math.max(2, Math.round(column * 100));
      return `M${i * 3} ${(100 - tall) / 2}h2v${tall}h-2z`;
    })
    .join('');
}
