import * as z from 'zod/mini';
import { type Priority, priorities } from '../../src-shared/domain/job.ts';

/**
 * Where drafts lie between two loads of the page: one entry per workflow, written a moment after the last change and at once when the page
 * goes away. One that is too large for the first place, which is read before the page is drawn, has its beginning there and lies whole in the
 * second. Places that are full or forbidden cost nothing but that: the drafts stay whole in memory, and `onKept` says so.
 *
 * Another page of the studio writes to the same place. What it wrote is taken up here, field by field, but for the fields
 * that were changed here and are not kept yet: a page that never heard of a text would otherwise write over it.
 */
export type Draft = {
  values: Readonly<Record<string, unknown>>;
  /** Names of files as people know them, by field. */
  shown: Readonly<Record<string, string>>;
  /** Takes that texts were made from, by field. */
  from: Readonly<Record<string, string>>;
  count: number;
  priority: Priority;
};
export const emptyDraft: Draft = { values: {}, shown: {}, from: {}, count: 1, priority: 'normal' };

const stored = z.object({
  values: z.record(z.string(), z.unknown()),
  shown: z._default(z.record(z.string(), z.string()), {}),
  from: z._default(z.record(z.string(), z.string()), {}),
  count: z._default(z.int().check(z.gte(1), z.lte(8)), 1),
  priority: z._default(z.enum(priorities), 'normal'),
});
/** `cut`: the texts are only beginnings; the whole draft lies in the second place. */
const beginning = z.object({
  ...stored.shape,
  cut: z.literal(true),
  /** The whole one has arrived there. */
  there: z._default(z.boolean(), false),
});

export type Place = Pick<Storage, 'getItem' | 'setItem'>;
/** Has room for anything, and takes its time. */
export type LargePlace = {
  get(key: string): Promise<unknown>;
  set(key: string, draft: Draft): Promise<void>;
  del(key: string): Promise<void>;
};
export type Keeping = {
  place: Place;
  large: LargePlace;
  delayMs: number;
  /** Whether everything that was typed is kept beyond this page. */
  onKept(kept: boolean): void;
  /** Another page changed this draft, which now is so. */
  onHeard(workflow: string, draft: Draft): void;
};

const keyOf = (workflow: string): string => `rushes.draft.${workflow}`;
const lastKey = 'rushes.draft';
/** Characters of a text that are kept where there is no room for all. */
const mostKept = 250_000;

export function createDraftKeeping({ place, large, delayMs, onKept, onHeard }: Keeping) {
  const waiting = new Map<string, Draft>();
  /** What lies in the place, as far as this page knows. */
  const lying = new Map<string, Draft>();
  const refused = new Set<string>();
  /** Drafts that lie in the second place, the newest of each. */
  const whole = new Map<string, Draft | null>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function write(key: string, text: string): boolean {
    try {
      place.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const [workflow, draft] of waiting) {
      if (write(keyOf(workflow), JSON.stringify(draft))) {
        refused.delete(workflow);
        lying.set(workflow, draft);
        if (whole.delete(workflow)) large.del(keyOf(workflow)).catch(() => undefined);
      } else void keepLarge(workflow, draft);
    }
    waiting.clear();
    onKept(refused.size === 0);
  }

  async function keepLarge(workflow: string, draft: Draft): Promise<void> {
    refused.add(workflow);
    whole.set(workflow, draft);
    write(keyOf(workflow), JSON.stringify({ ...shortened(draft), cut: true }));
    const isKept = await large.set(keyOf(workflow), draft).then(
      () => true,
      () => false,
    );
    // A later one may have come meanwhile.
    if (!isKept || whole.get(workflow) !== draft) return;
    write(keyOf(workflow), JSON.stringify({ ...shortened(draft), cut: true, there: true }));
    refused.delete(workflow);
    lying.set(workflow, draft);
    onKept(refused.size === 0);
  }

  function takeUp(workflow: string, theirs: Draft): void {
    const base = lying.get(workflow);
    lying.set(workflow, theirs);
    const ours = waiting.get(workflow) ?? (refused.has(workflow) ? whole.get(workflow) : null);
    const draft = ours ? merged(base ?? emptyDraft, ours, theirs) : theirs;
    if (waiting.has(workflow)) waiting.set(workflow, draft);
    onHeard(workflow, draft);
  }

  return {
    flush,

    put(workflow: string, draft: Draft): void {
      waiting.set(workflow, draft);
      clearTimeout(timer);
      timer = setTimeout(flush, delayMs);
    },

    /** What another page wrote: the event `storage` of the window. */
    heard({ key, newValue }: Pick<StorageEvent, 'key' | 'newValue'>): void {
      const workflow = key?.startsWith(keyOf('')) ? key.slice(keyOf('').length) : '';
      const theirs = parsed(newValue);
      if (workflow === '' || newValue === null || !theirs) return;
      const cut = beginning.safeParse(JSON.parse(newValue));
      if (!cut.success) {
        if (!refused.has(workflow)) whole.delete(workflow);
        takeUp(workflow, theirs);
      } else if (cut.data.there) {
        const found = large.get(keyOf(workflow)).then((draft) => stored.safeParse(draft));
        void found.then(
          ({ success, data }) => {
            if (!success) return;
            if (!refused.has(workflow)) whole.set(workflow, data);
            takeUp(workflow, data);
          },
          () => undefined,
        );
      }
    },

    putLast(workflow: string): void {
      write(lastKey, workflow);
    },

    /** What was kept of these workflows; what cannot be read counts as not there. */
    read(workflows: readonly string[]): { last: string | null; drafts: Record<string, Draft> } {
      const drafts: Record<string, Draft> = {};
      for (const workflow of workflows) {
        const text = get(keyOf(workflow));
        const draft = parsed(text);
        if (!draft) continue;
        drafts[workflow] = draft;
        lying.set(workflow, draft);
        if (beginning.safeParse(JSON.parse(text ?? '')).success) whole.set(workflow, null);
      }
      const last = get(lastKey);
      return { last: last !== null && workflows.includes(last) ? last : null, drafts };
    },

    /** The whole drafts of those that `read` gave only the beginning of. */
    async readWhole(): Promise<[string, Draft][]> {
      const found = [...whole.keys()].map(async (workflow): Promise<[string, Draft][]> => {
        const draft = stored.safeParse(await large.get(keyOf(workflow)).catch(() => null));
        if (draft.success) lying.set(workflow, draft.data);
        return draft.success ? [[workflow, draft.data]] : [];
      });
      return (await Promise.all(found)).flat();
    },
  };

  function get(key: string): string | null {
    try {
      return place.getItem(key);
    } catch {
      return null;
    }
  }
}

/** A draft without the ends of its long texts: better than what was typed before it. */
function shortened(draft: Draft): Draft {
  const short = ([field, value]: [string, unknown]): [string, unknown] => [
    field,
    typeof value === 'string' ? value.slice(0, mostKept) : value,
  ];
  return { ...draft, values: Object.fromEntries(Object.entries(draft.values).map(short)) };
}

/** What another page made of a draft, but for what was changed here since both knew the same. */
function merged(base: Draft, ours: Draft, theirs: Draft): Draft {
  const fields = <T>(of: (draft: Draft) => Readonly<Record<string, T>>): Record<string, T> => {
    const [was, here, there] = [of(base), of(ours), of(theirs)];
    const names = [...new Set([...Object.keys(here), ...Object.keys(there)])];
    const isOurs = (name: string): boolean => JSON.stringify(here[name]) !== JSON.stringify(was[name]);
    const pairs = names.map((name): [string, T | undefined] => [
      name,
      isOurs(name) ? here[name] : there[name],
    ]);
    return Object.fromEntries(pairs.filter((pair): pair is [string, T] => pair[1] !== undefined));
  };
  return {
    values: fields((draft) => draft.values),
    shown: fields((draft) => draft.shown),
    from: fields((draft) => draft.from),
    count: ours.count === base.count ? theirs.count : ours.count,
    priority: ours.priority === base.priority ? theirs.priority : ours.priority,
  };
}

function parsed(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
