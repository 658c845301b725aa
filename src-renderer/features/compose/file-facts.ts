import { useEffect, useState } from 'react';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Job, Staged } from '../../../src-shared/contract/shapes.ts';
import { call, connection } from '../../api/connect.ts';
import { useMirror } from '../../stores/mirror.ts';
import { say } from '../../texts/say.ts';
import { sizeWord } from '../../texts/words.ts';
import { lengthWord } from './dropped.ts';

/** What can be shown of a file that a field holds: `staged:ID`, `take:ID` or `job:ID`. */
export type FileFacts = {
  name: string | null;
  /** Its size in pixels or its length, and its bytes. */
  about: string;
  url: string | undefined;
  gone: boolean;
};

const [isStaged, isTake, isJob] = [/^staged:(.+)$/, /^take:(.+)$/, /^job:(.+)$/];
const unknown: FileFacts = { name: null, about: '', url: undefined, gone: false };

export function useFileFacts(value: string, field: string): FileFacts {
  const staged = isStaged.exec(value)?.[1] ?? null;
  const take = isTake.exec(value)?.[1] ?? null;
  const from = isJob.exec(value)?.[1] ?? null;
  const ofStaged = useFetched(staged, async (id) => call((client) => client.inputs.get({ staged: id })));
  const ofTake = useMirror((mirror) => (take === null ? undefined : jobOfTake(mirror, take)));
  const known = useMirror((mirror) => (from === null ? undefined : mirror.jobs.get(from)));
  const asked = useFetched(known ? null : from, async (id) => {
    const { job } = await call((client) => client.jobs.get({ job: id }));
    return job;
  });
  if (staged !== null) return stagedFacts(ofStaged.found, ofStaged.gone);
  if (take !== null) return takeFacts(ofTake, take);
  if (from !== null) return jobFacts(known ?? asked.found, { id: from, field, gone: asked.gone });
  // A path that a command line gave: the engine has it, this page cannot look at it.
  return { ...unknown, name: value.split(/[\\/]/).at(-1) ?? value };
}

/** Asks once for each id, and again after a lost connection; `gone` where there is no such thing any more. */
function useFetched<T>(
  id: string | null,
  ask: (id: string) => Promise<T>,
): { found: T | null; gone: boolean } {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const [got, setGot] = useState<{ id: string | null; found: T | null; gone: boolean }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: how it is asked for does not change
  useEffect(() => {
    if (id === null || !live) return;
    let outdated = false;
    ask(id).then(
      (found) => !outdated && setGot({ id, found, gone: false }),
      (error: unknown) => {
        const gone = error instanceof RushesError && error.code === 'NOT_FOUND';
        if (!outdated && gone) setGot({ id, found: null, gone });
      },
    );
    return () => {
      outdated = true;
    };
  }, [id, live]);
  return got && got.id === id ? got : { found: null, gone: false };
}

function jobOfTake(
  mirror: { jobs: Map<string, Job>; newest: readonly string[] },
  take: string,
): Job | undefined {
  const id = mirror.newest.find((one) => mirror.jobs.get(one)?.takes.some(({ id }) => id === take));
  return id === undefined ? undefined : mirror.jobs.get(id);
}

type Measured = { width: number | null; height: number | null; durationS: number | null; bytes: number };

const aboutOf = ({ width, height, durationS, bytes }: Measured): string =>
  [
    width !== null && height !== null && `${width} × ${height}`,
    durationS !== null && lengthWord(durationS),
    sizeWord(bytes),
  ]
    .filter(Boolean)
    .join(' · ');

function stagedFacts(staged: Staged | null, gone: boolean): FileFacts {
  if (!staged) return { ...unknown, gone };
  return { name: staged.name, about: aboutOf(staged), url: connection()?.inputUrl(staged.id), gone };
}

function takeFacts(job: Job | undefined, id: string): FileFacts {
  const take = job?.takes.find((one) => one.id === id);
  const sound = take?.assets.find((asset) => asset.kind === 'audio');
  if (!sound) return { ...unknown, name: say.compose.file.ofTake };
  return {
    name: typeof job?.params.text === 'string' ? job.params.text : say.compose.file.ofTake,
    about: aboutOf({ ...sound, width: null, height: null }),
    url: connection()?.assetUrl(sound.id),
    gone: take?.evictedAt !== null || take.removedAt !== null,
  };
}

function jobFacts(job: Job | null | undefined, of: { id: string; field: string; gone: boolean }): FileFacts {
  const input = job?.inputs.find((one) => one.field === of.field);
  if (!input) return { ...unknown, name: say.compose.file.ofJob, gone: of.gone || Boolean(job) };
  const named = !/^(take|job|staged):/.test(input.name);
  return {
    name: named ? input.name : say.compose.file.ofJob,
    about: aboutOf(input),
    url: connection()?.inputUrl(`${of.id}/${of.field}`),
    gone: false,
  };
}
