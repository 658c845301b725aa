import * as Radix from '@radix-ui/react-dialog';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { call } from '../../api/connect.ts';
import { bestStage } from '../../lib/takes.ts';
import { useJob } from '../../stores/hooks.ts';
import { addHistory, useMirror } from '../../stores/mirror.ts';
import { attempt } from '../../stores/notices.ts';
import { select, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { aboutJob, stageWord, stateOf, workflowTitle } from '../../texts/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Keys } from '../../ui/keys.tsx';
import { type Entry, jobEntries, lookEntries, makeEntries, pageEntries, queueEntries } from './entries.ts';
import { fits } from './fits.ts';
import { useFound } from './use-found.ts';

const words = say.palette;
const recentJobs = 6;
const close = (): void => useView.setState({ layer: null });

/** One field that finds everything: pages, workflows, jobs, takes, and what can be done now. */
export function Palette() {
  const open = useView((view) => view.layer === 'palette');
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[64vh] w-[calc(100vw-32px)] max-w-150 -translate-x-1/2 flex-col overflow-hidden rounded-panel border border-line bg-panel shadow-float appear"
        >
          <Radix.Title className="sr-only">{words.title}</Radix.Title>
          <Find />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const headings =
  '[&_[cmdk-group-heading]]:caps [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-text-3';

function Find() {
  const [search, setSearch] = useState('');
  const found = useFound(search);
  const { job: id, stage, theme, queueOpen, page } = useView();
  const paused = useMirror((mirror) => mirror.paused);
  const job = useJob(id);
  const recent = useMirror(useShallow((mirror) => mirror.newest.slice(0, recentJobs)));
  return (
    <Command label={words.title} filter={fits} loop className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-12 shrink-0 items-center gap-3 border-b px-4">
        <Search size={16} strokeWidth={1.5} className="text-text-3" aria-hidden />
        <Command.Input
          value={search}
          onValueChange={setSearch}
          placeholder={words.placeholder}
          className="h-full min-w-0 flex-1 bg-transparent text-title outline-none"
        />
        <Keys keys="esc" />
      </div>
      {/* Not in the list, which may hold nothing but what can be chosen. */}
      <Command.Empty className="px-3 py-6 text-center text-text-2">{words.none}</Command.Empty>
      <Command.List className={`min-h-0 flex-1 overflow-y-auto p-1.5 ${headings}`}>
        {page === 'studio' && <Entries heading={words.groups.job} entries={jobEntries(job, stage)} />}
        <Entries heading={words.groups.pages} entries={pageEntries()} />
        <Entries heading={words.groups.make} entries={makeEntries()} />
        {recent.length > 0 && (
          <Command.Group heading={words.groups.recent}>
            {recent.map((one) => (
              <JobLine key={one} id={one} />
            ))}
          </Command.Group>
        )}
        {found.length > 0 && (
          <Command.Group heading={words.groups.library} forceMount>
            {found.map((item) => (
              <TakeLine key={item.take.id} item={item} />
            ))}
          </Command.Group>
        )}
        <Entries heading={words.groups.queue} entries={queueEntries({ paused, open: queueOpen })} />
        <Entries heading={words.groups.look} entries={lookEntries(theme)} />
      </Command.List>
    </Command>
  );
}

const line =
  'flex h-9 items-center gap-3 rounded-[5px] px-3 text-text-2 data-[selected=true]:bg-pressed data-[selected=true]:text-text';

function Entries({ heading, entries }: { heading: string; entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {entries.map(({ id, label, icon: Icon, keys, also, run }) => (
        <Command.Item
          key={id}
          value={id}
          keywords={also === undefined ? [label] : [label, also]}
          className={line}
          onSelect={() => {
            // First closed: what an entry opens takes its place.
            close();
            run();
          }}
        >
          <Icon size={16} strokeWidth={1.5} aria-hidden />
          <span className="min-w-0 flex-1 truncate">{label}</span>
          {keys && <Keys keys={keys} />}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function JobLine({ id }: { id: string }) {
  const job = useJob(id);
  if (!job) return null;
  const { word, tone } = stateOf(job);
  const about = aboutJob(job);
  const workflow = workflowTitle(job.workflow);
  return (
    <Command.Item
      value={`job-${id}`}
      keywords={[about, workflow, word]}
      className={line}
      onSelect={() => select(id, bestStage(job))}
    >
      <span className="min-w-0 flex-1 truncate">
        {about} {about !== workflow && <span className="text-small text-text-3">{workflow}</span>}
      </span>
      <Badge tone={tone}>{word}</Badge>
    </Command.Item>
  );
}

/** The engine has searched already: these are shown whatever the palette's own search thinks of them. */
function TakeLine({ item }: { item: LibraryItem }) {
  const { take, job, workflow, about } = item;
  async function openIt(): Promise<void> {
    close();
    await attempt(async () => {
      if (!useMirror.getState().jobs.has(job))
        addHistory([(await call((client) => client.jobs.get({ job }))).job]);
      select(job, take.stage);
    });
  }
  return (
    <Command.Item value={`take-${take.id}`} forceMount className={line} onSelect={() => void openIt()}>
      <span className="min-w-0 flex-1 truncate">
        {about} <span className="text-small text-text-3">{workflowTitle(workflow)}</span>
      </span>
      <Badge tone={take.stage}>{stageWord[take.stage]}</Badge>
    </Command.Item>
  );
}
