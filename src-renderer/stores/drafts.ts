import { create } from 'zustand';
import type { Priority } from '../../src-shared/domain/job.ts';
import { workflows } from '../../src-shared/workflows/registry.ts';
import { say } from '../texts/say.ts';
import { createDraftKeeping, type Draft, emptyDraft, type LargePlace } from './draft-keeping.ts';
import { notify } from './notices.ts';
import { useView } from './view.ts';

/**
 * What is typed into the composer, one draft per workflow. It survives a reload and a crash; making a job leaves it as it is. Only what a person
 * changed is in `values`; the rest is the default of the field.
 */
export type { Draft } from './draft-keeping.ts';
export const mostCount = 8;
const writeMs = 300;

type Drafts = {
  workflow: string;
  drafts: Readonly<Record<string, Draft>>;
  /** False where the browser's store did not take a draft: it lives as long as this page. */
  kept: boolean;
};

const known = workflows.map((workflow) => workflow.id);

/** Read when there is a draft for it. */
const large: LargePlace = {
  get: async (key) => (await import('idb-keyval')).get(key),
  set: async (key, draft) => (await import('idb-keyval')).set(key, draft),
  del: async (key) => (await import('idb-keyval')).del(key),
};

const keeping = createDraftKeeping({
  place: localStorage,
  large,
  delayMs: writeMs,
  onKept: (kept) => useDrafts.getState().kept !== kept && useDrafts.setState({ kept }),
  onHeard: (workflow, draft) =>
    known.includes(workflow) &&
    useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [workflow]: draft } })),
});
const before = keeping.read(known);

export const useDrafts = create<Drafts>(() => ({
  workflow: before.last ?? known[0] ?? '',
  drafts: before.drafts,
  kept: true,
}));

void keeping.readWhole().then((found) => {
  // What a person has typed meanwhile stays.
  for (const [workflow, draft] of found)
    if (useDrafts.getState().drafts[workflow] === before.drafts[workflow])
      useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [workflow]: draft } }));
});

// `pagehide` is the last thing that is told of a page; a hidden one may be thrown away without another word.
globalThis.addEventListener?.('pagehide', () => keeping.flush());
globalThis.addEventListener?.('storage', (event) => keeping.heard(event));
globalThis.document?.addEventListener('visibilitychange', () => keeping.flush());

export const draftOf = ({ drafts }: Pick<Drafts, 'drafts'>, workflow: string): Draft =>
  drafts[workflow] ?? emptyDraft;

function put(workflow: string, draft: Draft): void {
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [workflow]: draft } }));
  keeping.put(workflow, draft);
}

export function chooseWorkflow(workflow: string): void {
  if (!known.includes(workflow)) return;
  useDrafts.setState({ workflow });
  keeping.putLast(workflow);
}

/** One value of a form; `undefined` puts the field back to its default. `shown`: the name of a file as people know it. */
export function setValue(
  at: { workflow: string; field: string },
  value: unknown,
  shown?: string | undefined,
): void {
  const draft = draftOf(useDrafts.getState(), at.workflow);
  const { [at.field]: _value, ...values } = draft.values;
  const { [at.field]: _shown, ...names } = draft.shown;
  // A text that was rewritten still came from there; one that was cleared did not.
  const { [at.field]: from, ...others } = draft.from;
  put(at.workflow, {
    ...draft,
    from: from === undefined || value === undefined || value === '' ? others : draft.from,
    values: value === undefined ? values : { ...values, [at.field]: value },
    shown: shown === undefined ? names : { ...names, [at.field]: shown },
  });
}

export function setCount(workflow: string, count: number): void {
  const whole = Math.min(mostCount, Math.max(1, Math.round(count)));
  put(workflow, { ...draftOf(useDrafts.getState(), workflow), count: whole });
}

export function setPriority(workflow: string, priority: Priority): void {
  put(workflow, { ...draftOf(useDrafts.getState(), workflow), priority });
}

/** An empty form, with a way back in the corner. */
export function clearDraft(workflow: string): void {
  const old = draftOf(useDrafts.getState(), workflow);
  put(workflow, emptyDraft);
  notify({
    text: say.compose.draft.cleared,
    action: { label: say.undo, run: () => put(workflow, old) },
  });
}

/** A workflow and what its form begins with; file fields are `take:ID`, `job:ID` or `staged:ID`, `shown` their names; `from` the takes of texts. */
export type Use = {
  workflow: string;
  values: Record<string, unknown>;
  shown?: Record<string, string>;
  from?: Record<string, string>;
};

/**
 * Opens the composer on a workflow with these values; fields that they do not name keep what they have. Where they take the place of something
 * that was typed, there is a way back in the corner.
 */
export function useInComposer({ workflow, values, shown = {}, from = {} }: Use): void {
  if (!known.includes(workflow)) return;
  const old = draftOf(useDrafts.getState(), workflow);
  const kept = (of: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(of).filter(([field]) => !(field in values)));
  put(workflow, {
    ...old,
    values: { ...old.values, ...values },
    shown: { ...kept(old.shown), ...shown },
    from: { ...kept(old.from), ...from },
  });
  chooseWorkflow(workflow);
  useView.setState({ page: 'studio', composerOpen: true, layer: null });
  if (replaces(old, values))
    notify({
      text: say.compose.draft.replaced,
      action: { label: say.undo, run: () => put(workflow, old) },
    });
}

const replaces = (old: Draft, values: Record<string, unknown>): boolean =>
  Object.entries(values).some(([field, value]) => {
    const had = old.values[field];
    return typeof had === 'string' && had.trim() !== '' && had !== value;
  });
