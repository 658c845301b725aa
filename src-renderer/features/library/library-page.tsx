import { CircleAlert, Images, SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { useMirror } from '../../stores/mirror.ts';
import { show } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ChosenBar } from './chosen-bar.tsx';
import { Filters, SearchBox } from './filters.tsx';
import { Fresh, Grid, headPx } from './grid.tsx';
import { isFiltered, noFilter } from './query.ts';
import { followJobs, load, loadOnce, place, setFilter, useLibrary } from './store.ts';

const words = say.library;

/** Every take that is here, to find it again. */
export function LibraryPage() {
  useLoaded();
  useEffect(() => {
    const gone = new AbortController();
    void followJobs(gone.signal, () => place.top < headPx);
    return () => gone.abort();
  }, []);
  return (
    <section aria-label={words.title} className="relative flex min-h-0 flex-1 flex-col">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-2">
        <h1 className="text-title font-semibold">{words.title}</h1>
        <SearchBox />
        <Filters />
        <Count />
      </header>
      <Body />
      <ChosenBar />
    </section>
  );
}

/** Fetches the list where there is none yet; again after a connection that was lost under it. */
function useLoaded(): void {
  const live = useMirror((mirror) => mirror.connection === 'live');
  useEffect(() => {
    if (live) loadOnce();
  }, [live]);
}

function Count() {
  const total = useLibrary((library) => library.facts?.takes ?? null);
  const found = useLibrary((library) => library.items.length);
  const more = useLibrary((library) => library.next !== null);
  const filtered = useLibrary((library) => isFiltered(library.filter));
  const text = filtered
    ? words.found(amount(found), more)
    : total === null
      ? ''
      : words.count(amount(total), total === 1);
  return (
    <p role="status" className="figures ml-auto text-text-3">
      {text}
    </p>
  );
}

function Body() {
  const known = useLibrary((library) => library.query !== null);
  const empty = useLibrary((library) => library.items.length + library.fresh.length === 0);
  const filtered = useLibrary((library) => isFiltered(library.filter));
  const failed = useLibrary((library) => library.failed);
  if (failed !== null && empty)
    return (
      <Empty icon={CircleAlert} title={words.failed} text={failed}>
        <Button onClick={() => void load()}>{words.again}</Button>
      </Empty>
    );
  if (!known) return <div className="flex-1" aria-busy="true" />;
  if (empty && filtered)
    return (
      <Empty icon={SearchX} {...words.noMatch}>
        <Button onClick={() => setFilter(noFilter)}>{words.clearFilters}</Button>
      </Empty>
    );
  if (empty)
    return (
      <Empty icon={Images} title={words.empty.title} text={words.empty.text}>
        <Button look="main" onClick={() => show('studio')}>
          {words.empty.step}
        </Button>
      </Empty>
    );
  return (
    <div className="relative flex min-h-0 flex-1">
      <Fresh />
      <Grid />
    </div>
  );
}
