import type { ReactNode } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import { useAssetUrl, useInputUrl } from '../../lib/stored-file.ts';
import { assetOf, isHere, takeOf } from '../../lib/takes.ts';
import { ratioOf } from './shown.ts';

/** A workflow whose takes get a thumbnail makes pictures that move. */
const isClip = (job: Job): boolean =>
  workflows.find(({ id }) => id === job.workflow)?.steps.preview.includes('thumbnail') ?? false;

/**
 * The place of a take that is not there (yet): for a clip the frame it will fill, with the picture that it is made of in the dark
 * behind the words; for the others the plain stage.
 */
export function Ground({ job, children }: { job: Job; children: ReactNode }) {
  const words = (
    <div className="absolute inset-0 overflow-y-auto">
      <div className="flex min-h-full flex-col items-center justify-center gap-2 p-6 text-center">
        {children}
      </div>
    </div>
  );
  if (!isClip(job)) return <div className="relative min-h-0 flex-1">{words}</div>;
  return (
    <div
      data-theme="dark"
      className="relative min-h-0 flex-1 overflow-hidden bg-window text-text [container-type:size]"
    >
      <Behind job={job} />
      {words}
    </div>
  );
}

function Behind({ job }: { job: Job }) {
  const preview = takeOf(job, 'preview');
  const thumbnail = useAssetUrl(
    preview && isHere(preview) ? (assetOf(preview, 'thumbnail')?.id ?? null) : null,
  );
  const given = useInputUrl(job, 'image');
  const { url, onError } = thumbnail.url ? { url: thumbnail.url, onError: thumbnail.renew } : given;
  const ratio = ratioOf(job);
  return (
    <div
      aria-hidden
      className="absolute inset-0 m-auto max-h-full overflow-hidden bg-panel"
      style={{ width: `min(100cqw, ${100 * ratio}cqh)`, aspectRatio: ratio }}
    >
      {url && <img src={url} alt="" onError={onError} className="size-full object-cover opacity-[0.16]" />}
    </div>
  );
}
