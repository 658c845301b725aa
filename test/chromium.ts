import { existsSync } from 'node:fs';

/** Where Debian and the runners of GitHub have one; a person names another with RUSHES_CHROMIUM, on macOS and Windows too. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const named = process.env.RUSHES_CHROMIUM;

/** The Chromium of this machine; null where it has none. */
export const chromiumPath = (named === undefined ? places : [named]).find((path) => existsSync(path)) ?? null;
export const chromiumMissing =
  'chromium is missing: apt-get install chromium, or name one with RUSHES_CHROMIUM';

/** The same, for who cannot do without. Throws where there is none. */
export function chromiumProgram(): string {
  if (chromiumPath === null) throw new Error(chromiumMissing);
  return chromiumPath;
}
