import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { call } from '../../api/connect.ts';
import { downloadAsset } from '../../lib/download.ts';
import { againOf } from '../../lib/job-values.ts';
import { pause } from '../../lib/pause.ts';
import { mainAsset } from '../../lib/takes.ts';
import { removeTake, restoreTake, star } from '../../stores/actions.ts';
import { useInComposer as compose } from '../../stores/drafts.ts';
import { useMirror } from '../../stores/mirror.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { select } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { chooseNone, setActive } from './choosing.ts';
import { itemOf, useLibrary } from './store.ts';

export const open = ({ job, take }: LibraryItem): void => select(job, take.stage);

/** Opens the composer with what the take was asked for. */
export async function rerun({ job }: LibraryItem): Promise<void> {
  await attempt(async () => {
    const known = useMirror.getState().jobs.get(job);
    compose(againOf(known ?? (await call((client) => client.jobs.get({ job }))).job));
  });
}

/** What a key or a button means: all that are chosen where this one is among them, else this one. */
export function meant(take: string): LibraryItem[] {
  const { chosen } = useLibrary.getState();
  const ids = chosen.includes(take) ? chosen : [take];
  return ids.map(itemOf).filter((item) => item !== undefined);
}

export const chosenItems = (): LibraryItem[] =>
  useLibrary
    .getState()
    .chosen.map(itemOf)
    .filter((item) => item !== undefined);

/** Stars them all; where all have one, takes it off. */
export async function starAll(items: readonly LibraryItem[]): Promise<void> {
  const starred = !items.every((item) => item.take.starred);
  for (const { take } of items) {
    if (take.starred !== starred && !(await star(take.id, starred))) return;
  }
}

/** Browsers take one download at a time; so much (ms) between two. */
const betweenMs = 400;

export async function downloadAll(items: readonly LibraryItem[], signal: AbortSignal): Promise<void> {
  for (const { take } of items) {
    const main = mainAsset(take);
    if (!main || signal.aborted) continue;
    downloadAsset(main.id);
    if (items.length > 1) await pause(betweenMs, signal);
  }
}

/** Removes them, with one way back for all in the corner. The keyboard goes on with the take that follows. */
export async function removeAll(items: readonly LibraryItem[]): Promise<void> {
  moveOn(new Set(items.map(({ take }) => take.id)));
  const [only] = items;
  if (only && items.length === 1) return void (await removeTake(only.take.id));
  const removed: string[] = [];
  for (const { take } of items) {
    if (!(await attempt(() => call((client) => client.takes.remove({ take: take.id }))))) break;
    removed.push(take.id);
  }
  if (removed.length === 0) return;
  chooseNone();
  notify({
    text: say.library.removedMany(removed.length),
    action: { label: say.undo, run: () => void restoreAll(removed) },
  });
}

async function restoreAll(takes: readonly string[]): Promise<void> {
  for (const take of takes) if (!(await restoreTake(take))) return;
}

function moveOn(going: ReadonlySet<string>): void {
  const { items, active } = useLibrary.getState();
  if (active === null || !going.has(active)) return;
  const at = items.findIndex(({ take }) => take.id === active);
  const stays = ({ take }: LibraryItem): boolean => !going.has(take.id);
  const to = items.slice(at).find(stays) ?? items.slice(0, at).findLast(stays);
  setActive(to?.take.id ?? null);
}
