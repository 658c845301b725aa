import { Copy } from 'lucide-react';
import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import { cx } from '../../lib/classes.ts';
import { isHere, mainAsset } from '../../lib/takes.ts';
import { restoreTake } from '../../stores/actions.ts';
import { copyText } from '../../stores/copy.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { sizeWord, stageWord } from '../../texts/words.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { measuresOf, nameOf } from './measures.ts';
import { Fold, Section } from './section.tsx';

const words = say.inspect.takes;

/** What was made, and how the final relates to its preview. */
export function TakesSection({ job }: { job: Job }) {
  const stage = useView((view) => view.stage);
  return (
    <Section title={words.title}>
      {job.takes.length === 0 && <p className="text-text-2">{words.none}</p>}
      {job.takes.map((take) => (
        <TakeLine key={take.id} take={take} current={take.stage === stage} />
      ))}
    </Section>
  );
}

function TakeLine({ take, current }: { take: Take; current: boolean }) {
  const main = mainAsset(take);
  const facts = [
    take.relation && take.stage === 'final' ? words.relations[take.relation] : null,
    take.late ? words.late : null,
    take.removedAt !== null ? words.removed : take.evictedAt !== null ? words.cleared : null,
  ].filter((fact) => fact !== null);
  return (
    <div className="flex items-center gap-2">
      <button
        type="button"
        title={words.look(stageWord[take.stage])}
        aria-current={current || undefined}
        onClick={() => useView.setState({ stage: take.stage })}
        className={cx(
          '-mx-2 flex min-w-0 flex-1 flex-col rounded-control px-2 py-1 text-left hover:bg-raised',
          current && 'bg-raised',
        )}
      >
        <span className="flex flex-wrap items-baseline gap-x-1.5">
          <span className={take.stage === 'final' ? 'text-final' : 'text-preview'}>
            {stageWord[take.stage]}
          </span>
          {facts.length > 0 && <span className="text-small text-text-2">{facts.join(' · ')}</span>}
        </span>
        {main && isHere(take) && <span className="figures text-small text-text-2">{measuresOf(main)}</span>}
      </button>
      {take.removedAt !== null && take.evictedAt === null && (
        <Button size="small" onClick={() => void restoreTake(take.id)}>
          {words.restore}
        </Button>
      )}
    </div>
  );
}

/** Every file on this machine that belongs to the job's takes. */
export function FilesFold({ job }: { job: Job }) {
  const files = job.takes.filter(isHere).flatMap((take) => take.assets.map((asset) => ({ take, asset })));
  if (files.length === 0) return null;
  return (
    <Fold title={say.inspect.files.title} count={files.length}>
      <ul className="flex flex-col gap-1">
        {files.map(({ take, asset }) => (
          <li key={asset.id} className="flex items-center gap-2 text-small">
            <span className="min-w-0 flex-1 truncate" title={asset.path}>
              <span className="text-text-2">{`${take.stage}/`}</span>
              {nameOf(asset.path)}
            </span>
            <span className="figures text-text-2">{sizeWord(asset.bytes)}</span>
            <IconButton
              icon={Copy}
              label={say.inspect.files.copy(`${take.stage}/${nameOf(asset.path)}`)}
              className="size-7 [&>svg]:size-3.5"
              onClick={() => void copyText(asset.path)}
            />
          </li>
        ))}
      </ul>
    </Fold>
  );
}
