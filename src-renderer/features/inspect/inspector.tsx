import { ReceiptText, Repeat2, Star, Trash2 } from 'lucide-react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import { cx } from '../../lib/classes.ts';
import { againOf } from '../../lib/job-values.ts';
import { isHere, takeOf } from '../../lib/takes.ts';
import { removeTake, star } from '../../stores/actions.ts';
import { useInComposer as compose } from '../../stores/drafts.ts';
import { useNoJobs } from '../../stores/fresh.ts';
import { useJob } from '../../stores/hooks.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { aboutJob, stateOf, workflowTitle } from '../../texts/words.ts';
import { Attempts } from '../../ui/attempts.tsx';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { InputsSection } from './inputs-section.tsx';
import { ReceiptSection } from './receipt-section.tsx';
import { Fold } from './section.tsx';
import { FilesFold, TakesSection } from './takes-section.tsx';

const words = say.inspect;

/** All that there is to know of the job on the stage. */
export function Inspector() {
  const job = useJob(useView((view) => view.job));
  const noJobs = useNoJobs();
  const { title, text, first } = words.empty;
  if (!job) return <Empty icon={ReceiptText} title={title} text={noJobs ? first : text} />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Head job={job} />
      <ReceiptSection key={`receipt-${job.id}`} job={job} />
      <InputsSection key={`inputs-${job.id}`} job={job} />
      <TakesSection job={job} />
      <Fold key={`attempts-${job.id}`} title={words.attempts.title} count={job.attempts.length}>
        <Attempts job={job} />
      </Fold>
      <FilesFold key={`files-${job.id}`} job={job} />
    </div>
  );
}

function Head({ job }: { job: Job }) {
  const { word, tone } = stateOf(job);
  return (
    <header className="flex flex-col gap-2 px-4 pt-3 pb-2">
      <div className="flex items-center justify-between gap-2">
        <Badge tone={tone}>{word}</Badge>
        <Actions job={job} />
      </div>
      <div>
        <h2 className="font-medium">{workflowTitle(job.workflow)}</h2>
        <p className="line-clamp-2 text-text-2">{aboutJob(job).slice(0, 300)}</p>
      </div>
    </header>
  );
}

/** Of the take that is looked at. */
function Actions({ job }: { job: Job }) {
  const stage = useView((view) => view.stage);
  const shown = takeOf(job, stage);
  const take = shown && isHere(shown) ? shown : undefined;
  const { actions } = words;
  const not = !take?.starred
    ? isEnd(job.state)
      ? null
      : actions.removeNot.unfinished
    : actions.removeNot.starred;
  return (
    <span className="-mr-2 flex">
      {take && (
        <IconButton
          icon={Star}
          label={take.starred ? actions.unstar : actions.star}
          pressed={take.starred}
          className={cx(take.starred && '[&>svg]:fill-current')}
          onClick={() => void star(take.id, !take.starred)}
        />
      )}
      <IconButton icon={Repeat2} label={actions.rerun} onClick={() => compose(againOf(job))} />
      {take && (
        <IconButton
          icon={Trash2}
          label={not === null ? actions.remove : `${actions.remove}. ${not}`}
          aria-disabled={not !== null}
          className={cx(not !== null && 'text-text-3')}
          onClick={() => not === null && void removeTake(take.id)}
        />
      )}
    </span>
  );
}
