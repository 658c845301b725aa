import type { Job } from '../../../src-shared/contract/shapes.ts';
import { type Stage, stages } from '../../../src-shared/domain/job.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { stageWord } from '../../texts/words.ts';
import { Segments } from '../../ui/segments.tsx';
import { type Shown, shownOf } from './shown.ts';

const words: Record<Shown['kind'], string> = {
  take: '',
  working: say.stage.tab.making,
  unasked: say.stage.tab.none,
  later: say.stage.tab.none,
  ended: say.stage.tab.none,
  cleared: say.stage.tab.gone,
  removed: say.stage.tab.gone,
};

export const showStage = (stage: Stage): void => useView.setState({ stage });

/** Preview and final, with a word for what is not there. */
export function Tabs({ job, stage }: { job: Job; stage: Stage }) {
  return (
    <Segments
      label={say.stage.tabs}
      value={stage}
      onChange={(next) => showStage(next as Stage)}
      segments={stages.map((one) => {
        const word = words[shownOf(job, one).kind];
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
