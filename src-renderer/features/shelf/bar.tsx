import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { approve, reject } from '../../stores/actions.ts';
import { useMirror } from '../../stores/mirror.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount, workflowTitle } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { basketOf } from './basket.ts';

const words = say.shelf;
/** From so many takes on, a choice of workflows is worth its place. */
const manyTakes = 8;

type Props = { workflows: readonly string[]; filter: string; shown: number; onFilter(filter: string): void };

/** Above the tiles: how many, of what; or, once several are chosen, what to do with them. */
export function Bar({ workflows, filter, shown, onFilter }: Props) {
  const chosen = useView((view) => view.chosen.length > 0);
  const choices = useMemo(() => {
    const kinds = [...new Set(workflows)];
    if (workflows.length < manyTakes || kinds.length < 2) return null;
    return [
      { value: '', label: words.all },
      ...kinds.map((kind) => ({ value: kind, label: workflowTitle(kind) })),
    ];
  }, [workflows]);
  return (
    <div className="flex h-9 shrink-0 items-center gap-2 pr-2 pl-4">
      {chosen ? (
        <BasketBar />
      ) : (
        <>
          <h2 className="caps text-text-2">{words.region}</h2>
          <span className="figures text-small text-text-3">{shown}</span>
          <span className="flex-1" />
          {(choices || filter !== '') && (
            <Select
              look="quiet"
              label={words.filter}
              value={filter}
              choices={choices ?? [{ value: '', label: words.all }]}
              onChange={onFilter}
            />
          )}
        </>
      )}
    </div>
  );
}

const clear = (): void => useView.setState({ chosen: [] });

function BasketBar() {
  const chosen = useView((view) => view.chosen);
  const jobs = useMirror(
    useShallow((mirror) => chosen.map((id) => mirror.jobs.get(id)).filter((job) => job !== undefined)),
  );
  const basket = basketOf(jobs);
  const { finals, credits, rejects, keeps } = basket;
  async function makeFinals(): Promise<void> {
    if (await approve(finals)) clear();
  }
  async function rejectAll(): Promise<void> {
    const done = await Promise.all(rejects.map(reject));
    if (done.every(Boolean)) clear();
  }
  return (
    <fieldset aria-label={words.chosen.region} className="appear flex min-w-0 flex-1 items-center gap-2">
      <span className="mr-1 whitespace-nowrap text-text-2">{words.chosen.count(basket.chosen)}</span>
      {finals.length > 0 && (
        <Button size="small" className="font-semibold tabular-nums" onClick={() => void makeFinals()}>
          {credits > 0
            ? words.chosen.finals(finals.length, amount(credits))
            : words.chosen.finalsFree(finals.length)}
        </Button>
      )}
      {rejects.length > 0 && (
        <Button size="small" look="quiet" onClick={() => void rejectAll()}>
          {words.chosen.reject(rejects.length)}
          {keeps > 0 && <span className="text-text-3 tabular-nums">{words.chosen.keeps(amount(keeps))}</span>}
        </Button>
      )}
      {finals.length === 0 && <span className="truncate text-small text-text-2">{words.chosen.none}</span>}
      <span className="flex-1" />
      <Button size="small" look="quiet" icon={X} onClick={clear}>
        {words.chosen.clear}
      </Button>
    </fieldset>
  );
}
