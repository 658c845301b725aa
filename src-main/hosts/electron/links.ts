import { type Target, target } from '../../../src-shared/desktop/bridge.ts';

/** The scheme of links to somewhere in the studio: `rushes://job/ID`, `rushes://library`, `rushes://spend`, `rushes://settings`. */
export const linkScheme = 'rushes';

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

/** The link among the words that a program was started with; null where there is none. */
export const linkIn = (argv: readonly string[]): string | null =>
  argv.find((word) => word.startsWith(`${linkScheme}:`)) ?? null;
