import { useKeys } from '../../lib/use-keys.ts';
import { type Page, show, toggleQueue, useView } from '../../stores/view.ts';

const toggle = (layer: 'palette' | 'help'): void =>
  useView.setState((view) => ({ layer: view.layer === layer ? null : layer }));

/** Where the composer is in view, it takes this key itself. Nothing is paid for a form that nobody sees: it is shown first. */
function showComposer(): void {
  if (document.querySelector('[role="dialog"],[role="menu"]')) return;
  useView.setState({ page: 'studio', composerOpen: true });
}

const pages = ['studio', 'library', 'spend', 'settings'] as const satisfies Page[];

/** The keys that work on every page. */
export function Shortcuts() {
  useKeys({
    ...Object.fromEntries(pages.map((page, i) => [`mod+${i + 1}`, () => show(page)])),
    'mod+enter': showComposer,
    'mod+k': () => toggle('palette'),
    '?': () => toggle('help'),
    q: toggleQueue,
  });
  return null;
}
