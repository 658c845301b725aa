import { create } from 'zustand';

/** What the composer knows beside the drafts: files on their way, what was refused, what it has to say. Gone with a reload. */
export type Upload = { name: string; bytes: number; stop(): void };
export type Message = {
  tone: 'done' | 'held' | 'failed';
  text: string;
  next?: string | undefined;
  /** It is mended on the Spend page. */
  spend?: boolean;
};

type Compose = {
  /** By `workflow/field`. */
  uploads: Readonly<Record<string, Upload>>;
  /** What a file or the engine was refused for, by `workflow/field`; holds until the field changes. */
  refused: Readonly<Record<string, string>>;
  /** Workflows whose main button was pressed while something was missing: it is said at the fields from then on. */
  pressed: Readonly<Record<string, boolean>>;
  moreOpen: boolean;
  sending: boolean;
  message: Message | null;
};

export const useCompose = create<Compose>(() => ({
  uploads: {},
  refused: {},
  pressed: {},
  moreOpen: false,
  sending: false,
  message: null,
}));

export type At = { workflow: string; field: string };
export const keyOf = ({ workflow, field }: At): string => `${workflow}/${field}`;

const without = <T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> => {
  const { [key]: _gone, ...rest } = record;
  return rest;
};

export const setUpload = (at: At, upload: Upload | null): void =>
  useCompose.setState(({ uploads }) => ({
    uploads: upload ? { ...uploads, [keyOf(at)]: upload } : without(uploads, keyOf(at)),
  }));

export const setRefused = (at: At, word: string | null): void =>
  useCompose.setState(({ refused }) => {
    if (word === null && !(keyOf(at) in refused)) return {};
    return { refused: word === null ? without(refused, keyOf(at)) : { ...refused, [keyOf(at)]: word } };
  });

/** Nothing is held against a form any more. */
export const forgetRefused = (workflow: string): void =>
  useCompose.setState(({ refused, pressed }) => ({
    refused: Object.fromEntries(Object.entries(refused).filter(([key]) => !key.startsWith(`${workflow}/`))),
    pressed: without(pressed, workflow),
  }));

export const setPressed = (workflow: string): void =>
  useCompose.setState(({ pressed }) => ({ pressed: { ...pressed, [workflow]: true } }));

export const setMessage = (message: Message | null): void => useCompose.setState({ message });

const focusable = 'textarea, input:not([type="file"]), button, [role="slider"], [tabindex="0"]';

/** Brings a field into view and puts the cursor into it; one that is folded away is unfolded. */
export function focusField(field: string, folded: boolean): void {
  if (folded) useCompose.setState({ moreOpen: true });
  // After the fold has opened.
  requestAnimationFrame(() => {
    const row = document.querySelector(`[data-field="${CSS.escape(field)}"]`);
    row?.scrollIntoView({ block: 'nearest' });
    row?.querySelector<HTMLElement>(`[data-input] :is(${focusable})`)?.focus();
  });
}
