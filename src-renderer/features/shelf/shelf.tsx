import { Images } from 'lucide-react';
import { useMemo, useState } from 'react';
import { cx } from '../../lib/classes.ts';
import { useMirror } from '../../stores/mirror.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { Bar } from './bar.tsx';
import { Strip } from './strip.tsx';

const words = say.shelf;
const everything = '';

/** What was made, newest first, below the stage. */
export function Shelf() {
  const [filter, setFilter] = useState(everything);
  const queueOpen = useView((view) => view.queueOpen);
  const known = useMirror((mirror) => mirror.info !== null);
  const all = useMirror((mirror) => mirror.kept);
  // What workflow a job is of never changes.
  const of = useMemo(() => {
    const { jobs } = useMirror.getState();
    return new Map(all.map((id) => [id, jobs.get(id)?.workflow ?? '']));
  }, [all]);
  const shown = useMemo(
    () => (filter === everything ? all : all.filter((id) => of.get(id) === filter)),
    [all, of, filter],
  );
  return (
    <section aria-label={words.region} className="flex shrink-0 flex-col border-t bg-panel">
      {all.length > 0 && (
        <Bar workflows={[...of.values()]} filter={filter} onFilter={setFilter} shown={shown.length} />
      )}
      <div
        className={cx(
          'min-h-28 pb-2',
          queueOpen ? 'h-[min(221px,16vh)] [@media(max-height:760px)]:hidden' : 'h-[min(221px,24vh)]',
          all.length === 0 && 'pt-2',
        )}
      >
        {shown.length > 0 ? (
          <Strip ids={shown} />
        ) : known ? (
          <Nothing filtered={all.length > 0} />
        ) : (
          <Coming />
        )}
      </div>
    </section>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) return <p className="px-4 py-3 text-text-2">{words.nothing}</p>;
  return (
    <div className="flex h-full items-center gap-4 px-4">
      <span className="flex h-full min-w-0 items-stretch gap-2 overflow-hidden" aria-hidden>
        {[0, 1, 2].map((n) => (
          <span
            key={n}
            className="w-30 shrink-0 rounded-control border border-dashed border-line"
            style={{ opacity: 1 - n * 0.3 }}
          />
        ))}
      </span>
      <div className="flex w-70 shrink-0 flex-col gap-1">
        <Images size={20} strokeWidth={1.25} className="text-text-3" aria-hidden />
        <p className="font-medium">{words.empty.title}</p>
        <p className="text-text-2">{words.empty.text}</p>
      </div>
    </div>
  );
}

/** Where tiles will be. */
const Coming = () => (
  <div className="flex h-full gap-2 overflow-hidden px-3" aria-busy="true">
    {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
      <span key={key} className="skeleton h-full w-30 shrink-0 rounded-control" />
    ))}
  </div>
);
