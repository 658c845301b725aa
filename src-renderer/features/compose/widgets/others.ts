import { AudioLines, Image, type LucideIcon, Type } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { Job, Take } from '../../../../src-shared/contract/shapes.ts';
import { sampleNames } from '../../../../src-shared/domain/samples.ts';
import type { Workflow } from '../../../../src-shared/workflows/workflow.ts';
import { textSourceOf, usesOf } from '../../../lib/chaining.ts';
import { textOf } from '../../../lib/stored-file.ts';
import { bestTake, isHere, mainAsset } from '../../../lib/takes.ts';
import { useInComposer as compose } from '../../../stores/drafts.ts';
import { type Mirror, useMirror } from '../../../stores/mirror.ts';
import { attempt } from '../../../stores/notices.ts';
import { say } from '../../../texts/say.ts';
import { aboutJob, stageWord } from '../../../texts/words.ts';
import type { MenuEntry } from '../../../ui/menu.tsx';
import { type Kind, lengthWord } from '../dropped.ts';
import { setRefused } from '../state.ts';
import { takeSample } from '../uploads.ts';
import { isSample } from '../voice-samples.ts';
import type { WidgetProps } from './widget.ts';

const mostTakes = 8;
const longest = 48;

const icons: Record<Kind, LucideIcon> = { image: Image, audio: AudioLines };
const kindOfSample = (name: string): Kind => (name.endsWith('.jpg') ? 'image' : 'audio');

/** What a field can hold without a file of the creator's own: takes of the workflows that it names, and the samples that come with Rushes. */
export function useOthers({ workflow, field, set }: WidgetProps): MenuEntry[] {
  const rule = field.file;
  const from = rule?.kind === 'audio' ? rule.fromTakeOf : undefined;
  const jobs = useMirror(useShallow((mirror) => (from ? newestOf(mirror, from, isSound) : [])));
  const takes = jobs.flatMap((job) =>
    job.takes.filter(isSound).map((take): MenuEntry => {
      const name = shortened(aboutJob(job));
      return {
        label: name,
        hint: hintOf(take),
        icon: AudioLines,
        run: () => set(`take:${take.id}`, name),
      };
    }),
  );
  const samples = sampleNames
    .filter((name) => kindOfSample(name) === rule?.kind)
    .map(
      (name): MenuEntry => ({
        label: say.compose.file.sample[name],
        hint: say.compose.file.samples,
        icon: icons[kindOfSample(name)],
        run: () => takeSample({ workflow: workflow.id, field: field.name }, name),
      }),
    );
  if (from === undefined) return samples;
  const none: MenuEntry = { label: say.compose.file.noTakes, disabled: true, run: () => undefined };
  return [...(takes.length > 0 ? unique(takes) : [none]), 'line', ...samples];
}

function newestOf(
  { jobs, newest }: Mirror,
  workflows: readonly string[],
  has: (take: Take) => boolean,
): Job[] {
  const found: Job[] = [];
  for (const id of newest) {
    const job = jobs.get(id);
    if (job && workflows.includes(job.workflow) && !isSample(job) && job.takes.some(has)) found.push(job);
    if (found.length >= mostTakes) break;
  }
  return found;
}

/** The newest texts that can go into this field as the stage's `Use in` puts them there: with what belongs to them, and telling of which take they are. */
export function useTexts({ workflow, field }: WidgetProps): MenuEntry[] {
  const from = textSourceOf(workflow, field.name);
  const jobs = useMirror(useShallow((mirror) => (from === null ? [] : newestOf(mirror, [from], isText))));
  return unique(
    jobs.flatMap((job) => {
      const take = bestTake(job);
      return take && isText(take)
        ? [
            {
              label: shortened(aboutJob(job)),
              hint: stageWord[take.stage],
              icon: Type,
              run: () => void attempt(() => putText({ job, take, into: workflow })),
            },
          ]
        : [];
    }),
  );
}

async function putText({ job, take, into }: { job: Job; take: Take; into: Workflow }): Promise<void> {
  const asset = mainAsset(take);
  if (!asset) return;
  const use = usesOf({ job, take, text: await textOf(asset.id) }, [into])[0];
  if (!use) return;
  const values = Object.fromEntries(Object.entries(use.values).filter(([name]) => !(name in use.shown)));
  for (const name of Object.keys(values)) setRefused({ workflow: into.id, field: name }, null);
  compose({ workflow: into.id, values, from: use.from });
}

function hintOf(take: Take): string {
  const length = take.assets.find((asset) => asset.kind === 'audio')?.durationS ?? null;
  return [stageWord[take.stage], length === null ? null : lengthWord(length)].filter(Boolean).join(' · ');
}

const isSound = (take: Take): boolean =>
  take.evictedAt === null && take.removedAt === null && take.assets.some((asset) => asset.kind === 'audio');

const isText = (take: Take): boolean =>
  isHere(take) && take.assets.some((asset) => asset.kind === 'text' || asset.kind === 'json');

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/** A menu tells its entries apart by their words. */
function unique(entries: MenuEntry[]): MenuEntry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    if (entry === 'line') return entry;
    const times = (seen.get(entry.label) ?? 0) + 1;
    seen.set(entry.label, times);
    return times === 1 ? entry : { ...entry, label: `${entry.label} (${times})` };
  });
}
