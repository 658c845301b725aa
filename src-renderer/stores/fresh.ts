import { workflows } from '../../src-shared/workflows/registry.ts';
import { type Draft, useDrafts } from './drafts.ts';
import { useMirror } from './mirror.ts';

/** Nothing was typed, chosen or brought in. */
const isUntouched = (drafts: Readonly<Record<string, Draft>>): boolean =>
  workflows.every(({ id }) => Object.keys(drafts[id]?.values ?? {}).length === 0);

/** True once it is known that a profile has no job. */
export const useNoJobs = (): boolean =>
  useMirror((mirror) => mirror.info !== null && mirror.newest.length === 0);

/** True while a profile has no job and no draft has begun: the studio shows the first steps. */
export function useFresh(): boolean {
  const noJobs = useNoJobs();
  const untouched = useDrafts(({ drafts }) => isUntouched(drafts));
  return noJobs && untouched;
}
