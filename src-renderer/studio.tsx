import './lib/schemas.ts';
import { createRoot } from 'react-dom/client';
import { browserTransport } from './api/browser-transport.ts';
import { keepConnected } from './api/connect.ts';
import { applyTheme, keptTheme } from './lib/theme.ts';
import { Shell } from './shell/shell.tsx';
import { follow } from './stores/follow.ts';

/** Everything behind the first frame, which stays until React has its own in its place. */
applyTheme(keptTheme());
void keepConnected(browserTransport(), follow, new AbortController().signal);
const root = document.getElementById('root');
if (root) createRoot(root).render(<Shell />);
