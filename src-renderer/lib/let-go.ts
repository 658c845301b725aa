/**
 * Of a media element that leaves the page: it lets its file and its decoder go at once. One that only goes out of the page keeps both,
 * and reads on, until it is collected; the next clip waits for what they take.
 */
export function letGo(media: HTMLMediaElement): void {
  media.removeAttribute('src');
  media.load();
}

/** The `ref` of a media element that lets go when it leaves the page. */
export const letGoRef = (media: HTMLMediaElement | null) => (media ? () => letGo(media) : undefined);
