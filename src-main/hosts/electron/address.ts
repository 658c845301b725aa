/** The studio's own scheme: the renderer and all media come from here, and no window ever shows anything else. */
export const scheme = 'studio';
const host = 'app';
export const studioAddress = `${scheme}://${host}/`;

/** Whether an address is the studio's, by its parts: a look-alike may begin with the same letters. */
export function isStudio(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === `${scheme}:` &&
    url.hostname === host &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}

/** Pages elsewhere that the studio may open in the person's browser: where keys are made, and what Rushes says of itself. */
const outside: ReadonlySet<string> = new Set(['openrouter.ai', 'fal.ai', 'console.cloudinary.com']);

/** The address as the browser gets it, where it is one that may be opened; else null. */
export function outsideOf(address: string): string | null {
  const url = URL.parse(address);
  const fits =
    url !== null &&
    url.protocol === 'https:' &&
    outside.has(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === '';
  return fits ? url.href : null;
}
