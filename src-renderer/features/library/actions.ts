import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { call } from '../../api/connect.ts';
import { downloadAssets } from '../../lib/download.ts';
import { againOf } from '../../lib/job-values.ts';
import { mainAsset } from '../../lib/takes.ts';
import { removeTake, restoreTake, star } from '../../stores/actions.ts';
import { useInComposer as compose } from '../../stores/drafts.ts';
import { useMirror } from '../../stores/mirror.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { select } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { setActive, setChosen } from './choosing.ts';
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

export const downloadAll = (items: readonly LibraryItem[]): void =>
  downloadAssets(items.flatMap(({ take }) => mainAsset(take)?.id ?? []));

/**
 * Removes them, with one way back for all in the corner. What the engine keeps, starred takes and those of jobs that are not done, stays and is
 * told; the others go all the same. The keyboard goes on with the take that follows.
 */
export async function removeAll(items: readonly LibraryItem[]): Promise<void> {
  moveOn(new Set(items.map(({ take }) => take.id)));
  const [only] = items;
  if (only && items.length === 1) return void (await removeTake(only.take.id));
  const removed: string[] = [];
  const kept: string[] = [];
  await attempt(async () => {
    for (const { take } of items) {
      if (await isRemoved(take.id)) removed.push(take.id);
      else kept.push(take.id);
    }
  });
  setChosen(items.map(({ take }) => take.id).filter((take) => !removed.includes(take)));
  const words = say.library;
  if (removed.length > 0)
    notify({
      text: words.removedMany(removed.length),
      more: kept.length > 0 ? words.keptMany(kept.length) : undefined,
      action: { label: say.undo, run: () => void restoreAll(removed) },
    });
  else if (kept.length > 0)
    notify({ tone: 'failed', text: words.noneRemoved, more: words.keptMany(kept.length) });
}

/** False where the engine keeps it. Throws what stands in the way of every other, too. */
async function isRemoved(take: string): Promise<boolean> {
  try {
    await call((client) => client.takes.remove({ take }));
    return true;
  } catch (error) {
    if (error instanceof RushesError && ['NOT_ALLOWED', 'NOT_FOUND'].includes(error.code)) return false;
    throw error;
  }
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
