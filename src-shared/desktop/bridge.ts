import * as z from 'zod';

/**
 * What a window of the desktop app has beside a page in a browser, as `window.studio`: one message port for the contract, and a few one-way
 * wishes that only a window can have. Plain data crosses, nothing is answered; what comes in is parsed by the main process.
 */
export type Bridge = {
  /** Shows a file of a take in the system's file browser, by the number of the asset. */
  showInFolder(asset: number): void;
  /** Begins to drag a file of a take out of the window; called while the drag begins. */
  drag(asset: number): void;
  theme(theme: Wishes['studio:theme']): void;
  /** Tells a person who looks elsewhere; a click brings the job to the front. */
  notify(note: Wishes['studio:notify']): void;
  /** Calls back with what a link, a notification or the menu wants to be shown, from now on. */
  onTarget(call: (target: Target) => void): void;
};

const id = z.string().regex(/^[a-z0-9]{1,40}$/);

/** Somewhere in the studio. */
export const target = z.union([
  z.strictObject({ job: id }),
  z.strictObject({ page: z.enum(['studio', 'library', 'spend', 'settings']) }),
]);
export type Target = z.infer<typeof target>;

/** What the page may send, by channel. A channel that is not in here is not listened to. */
export const wishes = {
  /** With one port: the page's end goes to the engine. */
  'studio:port': z.null(),
  'studio:show-in-folder': z.int().min(1),
  'studio:drag': z.int().min(1),
  'studio:theme': z.enum(['dark', 'light', 'system']),
  'studio:notify': z.strictObject({
    job: id,
    title: z.string().min(1).max(200),
    body: z.string().max(500),
  }),
};
export type Wish = keyof typeof wishes;
export type Wishes = { [W in Wish]: z.infer<(typeof wishes)[W]> };

/** The one channel to the page. */
export type Told = 'studio:target';
