import { Clapperboard } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { call } from '../../api/connect.ts';
import { bestStage, isHere } from '../../lib/takes.ts';
import { useJob } from '../../stores/hooks.ts';
import { addHistory, useMirror } from '../../stores/mirror.ts';
import { toComposer } from '../../stores/to-composer.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { JobStage } from './job-stage.tsx';

/** The middle of the studio: the job that is looked at. Without one, the newest that has something to show; without any, `samples` too. */
export function Stage({ samples }: { samples: ReactNode }) {
  const id = useView((view) => view.job);
  const job = useJob(id);
  useNewest(id === null);
  useFetched(id !== null && job === undefined ? id : null);
  if (job) return <JobStage key={job.id} job={job} />;
  if (id !== null) return <div className="min-h-0 flex-1" aria-busy="true" />;
  return (
    <div className="min-h-0 flex-1">
      <Empty icon={Clapperboard} title={say.stage.empty.title} text={say.stage.empty.text}>
        <Button onClick={toComposer}>{say.stage.empty.step}</Button>
        {samples}
      </Empty>
    </div>
  );
}

/** Puts the newest job with a take on an empty stage. */
function useNewest(wanted: boolean): void {
  const newest = useMirror((mirror) =>
    wanted
      ? (mirror.newest.find((id) => mirror.jobs.get(id)?.takes.some(isHere)) ?? mirror.newest[0])
      : undefined,
  );
  useEffect(() => {
    const job = newest === undefined ? undefined : useMirror.getState().jobs.get(newest);
    if (job) useView.setState({ job: job.id, stage: bestStage(job) });
  }, [newest]);
}

/** Fetches a job of the history that is not here; one that is gone leaves the stage. */
function useFetched(id: string | null): void {
  const live = useMirror((mirror) => mirror.connection === 'live');
  useEffect(() => {
    if (id === null || !live) return;
    call((client) => client.jobs.get({ job: id })).then(
      ({ job }) => addHistory([job]),
      () => useView.setState(({ job }) => (job === id ? { job: null } : {})),
    );
  }, [id, live]);
}
