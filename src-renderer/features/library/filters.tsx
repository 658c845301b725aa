import { Search, Star, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { stages } from '../../../src-shared/domain/job.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import { cx } from '../../lib/classes.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { say } from '../../texts/say.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextInput } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { isFiltered, mades, noFilter } from './query.ts';
import { setFilter, useLibrary } from './store.ts';

const words = say.library;
const anything = '';
const noModels: readonly string[] = [];
/** How long (ms) a person stops typing before the search goes out. */
const typingMs = 150;

const workflowChoices = [
  { value: anything, label: words.allWorkflows },
  ...workflows.map(({ id, title }) => ({ value: id, label: title })),
];
const stageChoices = [
  { value: anything, label: words.allStages },
  ...stages.map((stage) => ({ value: stage, label: words.stages[stage] })),
];
const madeChoices = mades.map((made) => ({ value: made, label: words.mades[made] }));

/** What is looked for besides words, in one quiet line. */
export function Filters() {
  const filter = useLibrary((library) => library.filter);
  const models = useLibrary((library) => library.facts?.models ?? noModels);
  const { workflow, stage, starred, model, made } = filter;
  return (
    <search
      aria-label={words.filters}
      className="flex min-w-0 items-center gap-1 max-md:order-last max-md:-ml-2 max-md:basis-full"
    >
      <Select
        look="quiet"
        label={words.workflow}
        value={workflow ?? anything}
        choices={workflowChoices}
        onChange={(value) => setFilter({ workflow: value || null })}
      />
      <Select
        look="quiet"
        label={words.stage}
        value={stage ?? anything}
        choices={stageChoices}
        onChange={(value) => setFilter({ stage: stages.find((one) => one === value) ?? null })}
      />
      <Select
        look="quiet"
        label={words.model}
        value={model ?? anything}
        choices={[
          { value: anything, label: words.allModels },
          ...models.map((value) => ({ value, label: value })),
        ]}
        onChange={(value) => setFilter({ model: value || null })}
      />
      <Select
        look="quiet"
        label={words.made}
        value={made}
        choices={madeChoices}
        onChange={(value) => setFilter({ made: mades.find((one) => one === value) ?? 'all' })}
      />
      <Button
        look="quiet"
        icon={Star}
        aria-pressed={starred}
        onClick={() => setFilter({ starred: !starred })}
        className={cx('px-2', starred && 'bg-raised text-text [&>svg]:fill-current')}
      >
        {words.starredOnly}
      </Button>
      {isFiltered(filter) && (
        <IconButton icon={X} label={words.clearFilters} onClick={() => setFilter(noFilter)} />
      )}
    </search>
  );
}

/** Words to look for; they go out a moment after the last key. */
export function SearchBox() {
  const asked = useLibrary((library) => library.filter.search);
  const [text, setText] = useState(asked);
  const box = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => box.current?.select() });
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => setFilter({ search: text }), typingMs);
    return () => clearTimeout(timer);
  }, [text, asked]);
  return (
    <div className="relative w-72 max-md:w-auto max-md:flex-1">
      <Search
        size={14}
        strokeWidth={1.5}
        aria-hidden
        className="pointer-events-none absolute top-[9px] left-2.5 text-text-3"
      />
      <TextInput
        ref={box}
        role="searchbox"
        aria-label={words.search}
        placeholder={words.search}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
        className="pl-8"
      />
    </div>
  );
}
