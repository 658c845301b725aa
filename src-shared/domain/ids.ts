/** Ids: time first, so that a younger id sorts after an older one and lands at the right edge of its index. */

const digits = '0123456789abcdefghjkmnpqrstvwxyz';

/** Base 32 (Crockford, lower case) of a whole number, left-padded to `length`. */
export function base32(value: number, length: number): string {
  let rest = Math.floor(value);
  let text = '';
  for (let i = 0; i < length; i++) {
    text = digits[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/**
 * Makes ids of 16 characters: 9 of time (ms) and 7 random (35 bits), strictly growing within one maker also when the
 * clock stands still or goes back.
 * @param random gives a whole number below the one it is given
 */
export function idMaker(now: () => number, random: (below: number) => number): () => string {
  const span = 32 ** 7;
  let lastMs = 0;
  let tail = 0;
  return () => {
    const ms = now();
    if (ms > lastMs) {
      lastMs = ms;
      tail = random(span / 2);
    } else {
      tail += 1 + random(1000);
      if (tail >= span) {
        lastMs += 1;
        tail = 0;
      }
    }
    return base32(lastMs, 9) + base32(tail, 7);
  };
}

/** What an id looks like; anything else is refused before it reaches a query or a path. */
export const idPattern = /^[0-9a-hjkmnp-tv-z]{16}$/;
