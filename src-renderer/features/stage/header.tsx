import { Download, Star } from 'lucide-react';
import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { cx } from '../../lib/classes.ts';
import { useAssetUrl } from '../../lib/stored-file.ts';
import { mainAsset } from '../../lib/takes.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { approve, reject, star } from '../../stores/actions.ts';
import { useOfflineFor } from '../../stores/offline.ts';
import { say } from '../../texts/say.ts';
import { aboutJob, amount, relationWord, stateOf, workflowTitle } from '../../texts/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Hint } from '../../ui/hint.tsx';
import { More } from './more.tsx';
import { Tabs } from './tabs.tsx';

/** Which take, what was asked for, where it stands, and what to do with it. Narrow: the words go below. */
export function Header({ job, stage, take }: { job: Job; stage: Stage; take: Take | undefined }) {
  const { word, tone } = stateOf(job);
  const relation = take?.relation;
  const about = aboutJob(job);
  return (
    <header className="@container border-b">
      <div className="flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2">
        <Tabs job={job} stage={stage} />
        {relation && <span className="caps text-text-2 @max-[460px]:hidden">{relationWord[relation]}</span>}
        <div className="order-2 flex min-w-0 flex-1 basis-0 items-center gap-2 px-1 @min-[960px]:order-none">
          <h2 className="min-w-0 truncate text-text-2" title={about}>
            <span className="text-text">{workflowTitle(job.workflow)}</span>
            {about !== workflowTitle(job.workflow) && ` · ${about}`}
          </h2>
          <span className="flex-1" />
          {/* The word of a tile that is open already: the tabs say it. */}
          {!(job.state === 'completed' && stage === 'final') && <Badge tone={tone}>{word}</Badge>}
        </div>
        <span className="flex-1 @min-[960px]:hidden" />
        <span aria-hidden className="order-1 basis-full @min-[960px]:hidden" />
        <Decide job={job} />
        <TakeActions job={job} take={take} />
      </div>
      {job.state === 'preview_ready' && <OfflineLine workflow={job.workflow} />}
    </header>
  );
}

/** A decision needs no network, and a person cannot know that. */
function OfflineLine({ workflow }: { workflow: string }) {
  const offline = useOfflineFor(workflow);
  return (
    <p role="status" className={offline ? 'border-t px-4 py-1 text-small text-text-2' : 'sr-only'}>
      {offline && say.notify.offline}
    </p>
  );
}

/** The one main action of a preview, and its way out. */
function Decide({ job }: { job: Job }) {
  const words = say.stage.actions;
  const ready = job.state === 'preview_ready';
  const { total, preview, final } = job.price;
  const may = ready && job.can.includes('approve');
  useKeys({ 'mod+shift+enter': () => void approve([job.id]) }, may);
  const keeps = total > 0 ? words.keeps(amount(preview), amount(total)) : '';
  return (
    <>
      {ready && job.can.includes('reject') && (
        <Hint text={keeps || words.reject}>
          <Button look="quiet" onClick={() => void reject(job.id)}>
            {words.reject}
            {keeps && <span className="text-small text-text-3 @max-[640px]:sr-only">{keeps}</span>}
          </Button>
        </Hint>
      )}
      {may && (
        <Hint text={words.makeFinalFree} keys="mod+shift+enter">
          <Button look="main" onClick={() => void approve([job.id])}>
            {final > 0 ? words.makeFinal(amount(final)) : words.makeFinalFree}
          </Button>
        </Hint>
      )}
    </>
  );
}

function TakeActions({ job, take }: { job: Job; take: Take | undefined }) {
  const words = say.stage.actions;
  const main = mainAsset(take);
  const { url } = useAssetUrl(main?.id ?? null);
  const flip = (): void => void (take && star(take.id, !take.starred));
  useKeys({ s: flip }, take !== undefined);
  return (
    <span className="flex @max-[520px]:order-3">
      {take && (
        <IconButton
          icon={Star}
          label={take.starred ? words.unstar : words.star}
          keys="s"
          pressed={take.starred}
          onClick={flip}
          className={cx(take.starred && '[&>svg]:fill-current')}
        />
      )}
      {url !== undefined && (
        <Hint text={words.download}>
          <a
            href={`${url}?download`}
            download
            aria-label={words.download}
            className="inline-flex size-8 items-center justify-center rounded-control text-text-2 transition-colors quick hover:bg-raised hover:text-text"
          >
            <Download size={16} strokeWidth={1.5} aria-hidden />
          </a>
        </Hint>
      )}
      <More job={job} take={take} />
    </span>
  );
}
