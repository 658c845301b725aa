import {
  Check,
  Clapperboard,
  Coins,
  Images,
  Keyboard,
  ListVideo,
  type LucideIcon,
  Moon,
  Pause,
  Play,
  Plus,
  RotateCcw,
  Settings2,
  Star,
  Sun,
  SunMoon,
  X,
} from 'lucide-react';
import { keptByEnding, retryHold } from '../../../src-shared/contract/charges.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import { takeOf } from '../../lib/takes.ts';
import type { Theme } from '../../lib/theme.ts';
import { approve, cancel, pauseQueue, reject, resumeQueue, retry, star } from '../../stores/actions.ts';
import { chooseWorkflow } from '../../stores/drafts.ts';
import { setTheme, show, toggleQueue, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';

const words = say.palette;

/** A line of the palette. `also`: words by which it is found as well. */
export type Entry = {
  id: string;
  label: string;
  icon: LucideIcon;
  keys?: string;
  also?: string;
  run(): void;
};

/** What can be done with the job on the stage now. */
export function jobEntries(job: Job | undefined, stage: 'preview' | 'final'): Entry[] {
  if (!job) return [];
  const { final } = job.price;
  const [kept, held] = [keptByEnding(job), retryHold(job)];
  const take = takeOf(job, stage);
  const entries: Entry[] = [];
  if (job.state === 'preview_ready' && job.can.includes('approve'))
    entries.push({
      id: 'approve',
      label: final > 0 ? words.approve(amount(final)) : words.approveFree,
      icon: Check,
      keys: 'mod+shift+enter',
      also: 'approve',
      run: () => void approve([job.id]),
    });
  if (job.can.includes('reject'))
    entries.push({
      id: 'reject',
      label: kept > 0 ? words.reject(amount(kept)) : words.rejectFree,
      icon: X,
      run: () => void reject(job.id),
    });
  if (job.can.includes('retry'))
    entries.push({
      id: 'retry',
      label: held > 0 ? words.retry(amount(held)) : words.retryFree,
      icon: RotateCcw,
      run: () => void retry(job.id),
    });
  if (job.can.includes('cancel'))
    entries.push({
      id: 'cancel',
      label: kept > 0 ? words.cancelKeeps(amount(kept)) : words.cancelFree,
      icon: X,
      run: () => void cancel(job.id),
    });
  if (take)
    entries.push({
      id: 'star',
      label: take.starred ? words.unstar : words.star,
      icon: Star,
      keys: 's',
      run: () => void star(take.id, !take.starred),
    });
  return entries;
}

export function pageEntries(): Entry[] {
  const pages = [
    ['studio', Clapperboard],
    ['library', Images],
    ['spend', Coins],
    ['settings', Settings2],
  ] as const;
  return pages.map(([page, icon], i) => ({
    id: `page-${page}`,
    label: say.shell.pages[page],
    icon,
    keys: `mod+${i + 1}`,
    run: () => show(page),
  }));
}

export const makeEntries = (): Entry[] =>
  workflows.map(({ id, title, summary }) => ({
    id: `make-${id}`,
    label: words.make(title),
    icon: Plus,
    also: `${id} ${summary}`,
    run() {
      chooseWorkflow(id);
      useView.setState({ page: 'studio', composerOpen: true });
    },
  }));

export function queueEntries({ paused, open }: { paused: boolean; open: boolean }): Entry[] {
  return [
    {
      id: 'queue',
      label: open ? words.closeQueue : words.openQueue,
      icon: ListVideo,
      keys: 'q',
      run: toggleQueue,
    },
    paused
      ? { id: 'resume', label: words.resume, icon: Play, run: () => void resumeQueue() }
      : { id: 'pause', label: words.pause, icon: Pause, run: () => void pauseQueue() },
  ];
}

export function lookEntries(current: Theme): Entry[] {
  const icons = { dark: Moon, light: Sun, system: SunMoon } as const;
  const themes = (['dark', 'light', 'system'] as const).filter((theme) => theme !== current);
  return [
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      label: words.themeOf(words.theme[theme]),
      icon: icons[theme],
      run: () => setTheme(theme),
    })),
    {
      id: 'help',
      label: words.shortcuts,
      icon: Keyboard,
      keys: '?',
      also: 'help',
      run: () => useView.setState({ layer: 'help' }),
    },
  ];
}
