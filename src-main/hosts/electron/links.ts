import type { App } from 'electron';
import { type Target, target } from '../../../src-shared/desktop/bridge.ts';

/** The scheme of links to somewhere in the studio: `rushes://job/ID`, `rushes://library`, `rushes://spend`, `rushes://settings`. */
const linkScheme = 'rushes';

/** Where a link leads; null where it is none of ours. Anyone can make one, so it only shows and never does anything. */
export function targetOf(link: string): Target | null {
  const url = URL.parse(link);
  if (url === null || url.protocol !== `${linkScheme}:` || url.search !== '' || url.hash !== '') return null;
  const [, ...steps] = url.pathname.split('/');
  const wanted =
    url.hostname === 'job' && steps.length === 1
      ? { job: steps[0] }
      : { page: steps.join('') === '' ? url.hostname : null };
  const read = target.safeParse(wanted);
  return read.success ? read.data : null;
}

/**
 * Links that macOS hands over as events, the first of them perhaps before the app is ready: to be made before that. The last one that came
 * waits for whoever follows them.
 */
export function keepLinks(app: Pick<App, 'on'>): (follow: (link: string) => void) => void {
  let waiting: string | null = null;
  let follow = (link: string): void => {
    waiting = link;
  };
  app.on('open-url', (event, link) => {
    event.preventDefault();
    follow(link);
  });
  return (from) => {
    follow = from;
    if (waiting !== null) from(waiting);
    waiting = null;
  };
}

/**
 * Has the system bring links to an installed app. On Linux the package says so to the system, and asking here would start a program and
 * wait for it.
 */
export function claimLinks(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  platform: NodeJS.Platform,
): void {
  if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient(linkScheme);
}

/** The link among the words that a program was started with; null where there is none. */
export const linkIn = (argv: readonly string[]): string | null =>
  argv.find((word) => word.startsWith(`${linkScheme}:`)) ?? null;
