/**
 * How well an entry fits what is typed, from 0 (not) to 1: each word must begin a word of the entry, or stand in it; those at the beginning come
 * first. Its id is not looked at: letters of an id mean nothing to a person.
 */
export function fits(_id: string, search: string, keywords: readonly string[] = []): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = keywords.join(' ').toLowerCase();
  let worst = 1;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    const begins = at === 0 || ` ${text}`.includes(` ${word}`);
    worst = Math.min(worst, at === 0 ? 1 : begins ? 0.8 : 0.4);
  }
  return worst;
}
