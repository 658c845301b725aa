import { useState } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { useAssetUrl, useInputUrl } from '../../lib/stored-file.ts';
import { assetOf, bestTake } from '../../lib/takes.ts';
import { KindSign } from '../../ui/kind-sign.tsx';

/** A small picture of a job: a frame of its take, else what it is made of, else a sign of its kind. */
export function Thumb({ job }: { job: Job }) {
  const { url: frame } = useAssetUrl(assetOf(bestTake(job), 'thumbnail')?.id ?? null);
  const [lost, setLost] = useState<string>();
  const given = useInputUrl(job, 'image');
  const shown = frame === undefined || frame === lost ? given : { url: frame, onError: () => setLost(frame) };
  return (
    <span className="flex h-9 w-7 shrink-0 items-center justify-center overflow-hidden rounded-[4px] bg-raised">
      {shown.url !== undefined ? (
        <img
          src={shown.url}
          alt=""
          decoding="async"
          draggable={false}
          onError={shown.onError}
          className="size-full object-cover"
        />
      ) : (
        <KindSign workflow={job.workflow} size={14} className="text-text-3" />
      )}
    </span>
  );
}
