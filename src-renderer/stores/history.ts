import { create } from 'zustand';
import { call } from '../api/connect.ts';
import { addHistory, type Info, useMirror } from './mirror.ts';
import { attempt } from './notices.ts';

/**
 * Older jobs than those that the mirror began with, a page at a time. A new snapshot forgets them, and with it how far they were read: `of`
 * tells the snapshots apart.
 */
type History = { of: Info | null; after: string | null; loading: boolean; ended: boolean };
const start = { after: null, loading: false, ended: false };

const useHistory = create<History>(() => ({ of: null, ...start }));

const pageJobs = 200;
/** A snapshot has more jobs than this where there are older ones. */
const leastJobs = 100;

const current = (history: History): History => {
  const of = useMirror.getState().info;
  return history.of === of ? history : { of, ...start };
};

/** Whether there may be older jobs, and whether they are on their way. */
export function useOlder(): { more: boolean; loading: boolean } {
  const history = useHistory();
  const info = useMirror((mirror) => mirror.info);
  const enough = useMirror((mirror) => mirror.newest.length >= leastJobs);
  const here = history.of === info ? history : start;
  return { more: enough && !here.ended, loading: here.loading };
}

/** Reads on until something is there that was not here before. */
export async function loadOlder(): Promise<void> {
  const begun = current(useHistory.getState());
  if (begun.loading || begun.ended) return;
  useHistory.setState({ ...begun, loading: true });
  await attempt(async () => {
    let { after, ended } = begun;
    for (let fresh = 0; fresh === 0 && !ended; ) {
      const page = await call((client) => client.jobs.list({ limit: pageJobs, after }));
      if (useMirror.getState().info !== begun.of) return;
      const before = useMirror.getState().jobs.size;
      addHistory(page.jobs);
      fresh = useMirror.getState().jobs.size - before;
      after = page.next;
      ended = page.next === null;
      useHistory.setState({ after, ended });
    }
  });
  useHistory.setState({ loading: false });
}
