import './lib/schemas.ts';
import { createRoot } from 'react-dom/client';
import { browserTransport } from './api/browser-transport.ts';
import { keepConnected } from './api/connect.ts';
import { desktop } from './api/desktop.ts';
import { desktopTransport } from './api/desktop-transport.ts';
import { bestStage } from './lib/takes.ts';
import { applyTheme, keptTheme } from './lib/theme.ts';
import { Shell } from './shell/shell.tsx';
import { follow } from './stores/follow.ts';
import { useMirror } from './stores/mirror.ts';
import { select, show } from './stores/view.ts';

/** Everything behind the first frame, which stays until React has its own in its place. */
applyTheme(keptTheme());
// As the system has it, also when that changes.
matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => applyTheme(keptTheme()));
desktop?.theme(keptTheme());
const transport = desktop ? desktopTransport() : browserTransport();
void keepConnected(transport, follow, new AbortController().signal);
desktop?.onTarget((target) => {
  if ('page' in target) return show(target.page);
  // Its final where there is one, as everywhere.
  const job = useMirror.getState().jobs.get(target.job);
  select(target.job, job && bestStage(job));
});
const root = document.getElementById('root');
if (root) createRoot(root).render(<Shell />);
