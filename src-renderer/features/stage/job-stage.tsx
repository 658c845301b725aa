import { useEffect, useRef } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd, type Stage } from '../../../src-shared/domain/job.ts';
import { againOf } from '../../lib/job-values.ts';
import { isHere, mainAsset, takeOf } from '../../lib/takes.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { restoreTake } from '../../stores/actions.ts';
import { useInComposer as compose } from '../../stores/drafts.ts';
import { useMirror } from '../../stores/mirror.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { AudioPlayer } from './audio-player.tsx';
import { Ended } from './ended.tsx';
import { Ground } from './ground.tsx';
import { Header } from './header.tsx';
import { TextActions } from './more.tsx';
import { playable, shownOf } from './shown.ts';
import { Strip } from './strip.tsx';
import { showStage } from './tabs.tsx';
import { StreamedText, TextTake } from './text-take.tsx';
import { VideoPlayer } from './video-player.tsx';
import { Working } from './working.tsx';

/** One job on the stage. */
export function JobStage({ job }: { job: Job }) {
  const stage = useView((view) => view.stage);
  const take = takeOf(job, stage);
  const here = take && isHere(take) ? take : undefined;
  const shown = shownOf(job, stage);
  const written = useMirror(({ beat, texts }) => beat >= 0 && texts.has(`${job.id}/${stage}`));
  const reads = shown.kind === 'take' || (shown.kind === 'working' && written && isGoingOn(job));
  useFollow(job, stage);
  useKeys({ t: () => showStage(stage === 'preview' ? 'final' : 'preview') });
  return (
    <>
      <Header job={job} stage={stage} take={here} />
      {reads && <Strip job={job} stage={stage} />}
      <Player job={job} stage={stage} />
      {shown.kind === 'working' && reads ? (
        <StreamedText job={job} stage={stage} />
      ) : (
        <Content job={job} stage={stage} />
      )}
    </>
  );
}

const isGoingOn = (job: Job): boolean => job.waitingFor === null && job.position === null;

/** A final that lands, or that begins by itself, comes into view; a clip that plays is not taken away. */
function useFollow(job: Job, stage: Stage): void {
  const hasFinal = job.takes.some((take) => take.stage === 'final' && isHere(take));
  const byItself = job.review === 'auto' && job.stage === 'final' && !isEnd(job.state);
  const before = useRef({ hasFinal, byItself });
  useEffect(() => {
    const came = (hasFinal && !before.current.hasFinal) || (byItself && !before.current.byItself);
    before.current = { hasFinal, byItself };
    if (came && stage === 'preview' && !isPlaying()) showStage('final');
  }, [hasFinal, byItself, stage]);
}

const isPlaying = (): boolean =>
  [...document.querySelectorAll<HTMLMediaElement>('#stage video, #stage audio')].some(
    (media) => !media.paused,
  );

/** The clips of a job stay loaded while it is on the stage, out of sight where a tab has none. */
function Player({ job, stage }: { job: Job; stage: Stage }) {
  const takes = playable(job);
  const inView = takes[stage] !== undefined && shownOf(job, stage).kind === 'take';
  const lastSeen = useRef<Stage>(stage);
  if (inView) lastSeen.current = stage;
  const loaded = takes[lastSeen.current] ? lastSeen.current : takes.final ? 'final' : 'preview';
  const kind = mainAsset(takes[loaded])?.kind;
  if (kind === 'video') return <VideoPlayer job={job} stage={loaded} takes={takes} inView={inView} />;
  if (kind === 'audio') return <AudioPlayer job={job} stage={loaded} takes={takes} inView={inView} />;
  return null;
}

function Content({ job, stage }: { job: Job; stage: Stage }) {
  const shown = shownOf(job, stage);
  switch (shown.kind) {
    case 'take':
      if (['video', 'audio'].includes(mainAsset(shown.take)?.kind ?? '')) return null;
      return (
        <>
          <TextTake key={shown.take.id} job={job} take={shown.take} />
          <TextActions job={job} take={shown.take} />
        </>
      );
    case 'working':
      return <Working job={job} stage={stage} />;
    case 'ended':
      return <Ended job={job} />;
    case 'unasked':
      return (
        <Ground job={job}>
          <Said {...say.stage.unasked} />
        </Ground>
      );
    case 'later':
      return (
        <Ground job={job}>
          <p className="text-text-2">{say.stage.later}</p>
        </Ground>
      );
    case 'cleared':
      return (
        <Ground job={job}>
          <Said {...say.stage.cleared} />
          <Button onClick={() => compose(againOf(job))}>{say.stage.actions.rerun}</Button>
        </Ground>
      );
    case 'removed':
      return (
        <Ground job={job}>
          <Said {...say.stage.removed} />
          <Button onClick={() => void restoreTake(shown.take.id)}>{say.stage.removed.restore}</Button>
        </Ground>
      );
  }
}

const Said = ({ title, text }: { title: string; text: string }) => (
  <>
    <p className="text-title font-medium">{title}</p>
    <p className="max-w-100 text-text-2">{text}</p>
  </>
);
