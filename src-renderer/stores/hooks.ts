import { useShallow } from 'zustand/react/shallow';
import type { CreateInput } from '../../src-shared/contract/jobs.ts';
import type { Balance, Job } from '../../src-shared/contract/shapes.ts';
import type { JobState } from '../../src-shared/domain/job.ts';
import { call } from '../api/connect.ts';
import { useMirror } from './mirror.ts';

/** What a screen or a script of the studio works with; typed by the contract. */

/** `module` is another word for `workflow`. */
export type CreateJob = Omit<CreateInput, 'workflow'> & ({ workflow: string } | { module: string });

/** Makes jobs and answers them; the mirror has them with the next event. Throws RushesError; sending it again makes nothing twice. */
export async function createJob(input: CreateJob): Promise<Job[]> {
  const { module, workflow, ...rest } = input as CreateInput & { module?: string };
  const key = rest.key ?? crypto.randomUUID();
  const { jobs } = await call((client) =>
    client.jobs.create({ ...rest, workflow: workflow ?? module ?? '', key }),
  );
  return jobs;
}

/** One job as the engine has it; undefined where it is not among those that the mirror holds. */
export const useJob = (id: string | null): Job | undefined =>
  useMirror((mirror) => (id === null ? undefined : mirror.jobs.get(id)));

/** Ids of the jobs that the mirror holds, newest first, of one state or all. Read each with `useJob`. */
export const useJobs = (state?: JobState): readonly string[] =>
  useMirror(
    useShallow((mirror) =>
      state === undefined
        ? mirror.newest
        : mirror.newest.filter((id) => mirror.jobs.get(id)?.state === state),
    ),
  );

/** The job as `data`; what ended it, or what it waits for, as `error`. */
export function useJobStatus(id: string): { data: Job | undefined; error: Job['error'] } {
  const data = useJob(id);
  return { data, error: data?.error ?? null };
}

/** Where a job stands in the line of its provider, from 1; null where it does not wait its turn. */
export const usePlace = (id: string): number | null => useMirror((mirror) => mirror.places.get(id) ?? null);

export const useCredits = (): Balance => useMirror((mirror) => mirror.credits);

/** Text of a stage so far, while it is streamed. */
export const useStreamedText = (job: string, stage: 'preview' | 'final'): string =>
  useMirror((mirror) => (mirror.beat >= 0 ? (mirror.texts.get(`${job}/${stage}`) ?? '') : ''));
