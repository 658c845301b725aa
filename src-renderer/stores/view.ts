import { create } from 'zustand';
import type { Stage } from '../../src-shared/domain/job.ts';
import { desktop } from '../api/desktop.ts';
import { applyTheme, keepTheme, keptTheme, type Theme } from '../lib/theme.ts';
import { isNarrow } from '../lib/use-narrow.ts';

/** What is shown where. Only the screen knows this; nothing of it is lost with a reload but the selection. */
export type Page = 'studio' | 'library' | 'spend' | 'settings';

type View = {
  page: Page;
  /** The job on the stage, and which of its takes is looked at. */
  job: string | null;
  stage: Stage;
  /** Tiles chosen together on the shelf, by job. */
  chosen: readonly string[];
  queueOpen: boolean;
  composerOpen: boolean;
  inspectorOpen: boolean;
  layer: 'palette' | 'help' | null;
  theme: Theme;
};

export const useView = create<View>(() => ({
  page: 'studio',
  job: null,
  stage: 'preview',
  chosen: [],
  queueOpen: false,
  composerOpen: true,
  inspectorOpen: true,
  layer: null,
  theme: keptTheme(),
}));

export const show = (page: Page): void => useView.setState({ page, layer: null });

/** Puts a job on the stage; without a stage, its final where it is chosen for that by the caller. */
export const select = (job: string | null, stage: Stage = 'preview'): void =>
  useView.setState({
    page: 'studio',
    job,
    stage,
    layer: null,
    // What was asked for is looked at: no panel stays over it.
    ...(isNarrow() ? { composerOpen: false, inspectorOpen: false } : {}),
  });

export const toggleQueue = (): void =>
  useView.setState(({ page, queueOpen }) => ({
    page: 'studio',
    layer: null,
    // From another page it is opened, not closed out of sight.
    queueOpen: page === 'studio' ? !queueOpen : true,
  }));

export const toggleChosen = (job: string): void =>
  useView.setState(({ chosen }) => ({
    chosen: chosen.includes(job) ? chosen.filter((one) => one !== job) : [...chosen, job],
  }));

export function setTheme(theme: Theme): void {
  keepTheme(theme);
  useView.setState({ theme });
  applyTheme(theme);
  desktop?.theme(theme);
}
