import type { Job } from '../../../src-shared/contract/shapes.ts';
import { type Stage, stages } from '../../../src-shared/domain/job.ts';
import { groupOf } from '../../stores/groups.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { stageWord } from '../../texts/words.ts';
import { Segments } from '../../ui/segments.tsx';
import { type Shown, shownOf } from './shown.ts';

const words: Record<Exclude<Shown['kind'], 'working'>, string> = {
  take: '',
  unasked: say.stage.tab.none,
  later: say.stage.tab.none,
  ended: say.stage.tab.ended,
  cleared: say.stage.tab.gone,
  removed: say.stage.tab.gone,
};

function wordOf(job: Job, stage: Stage): string {
  const { kind } = shownOf(job, stage);
  if (kind !== 'working') return words[kind];
  return groupOf(job) === 'running' ? say.stage.tab.making : say.stage.tab.waiting;
}

export const showStage = (stage: Stage): void => useView.setState({ stage });

/** Preview and final, with a word for what is not there. */
export function Tabs({ job, stage }: { job: Job; stage: Stage }) {
  return (
    <Segments
      label={say.stage.tabs}
      value={stage}
      onChange={(next) => showStage(next as Stage)}
      segments={stages.map((one) => {
        const word = wordOf(job, one);
        return {
          value: one,
          label: (
            <>
              {stageWord[one]}
              {word && <span className="text-small text-text-3">{word}</span>}
            </>
          ),
        };
      })}
    />
  );
}
