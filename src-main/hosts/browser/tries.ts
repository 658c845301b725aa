/** Counts bad tries; more than so many in a minute and no more are looked at. */
export type Tries = { tooMany(): boolean; bad(): void };

const mostBad = 20;
const windowMs = 60_000;

/** @param now monotonic, ms */
export function createTries(now: () => number): Tries {
  let at: number[] = [];
  const recent = (): number[] => at.filter((time) => time > now() - windowMs);
  return {
    tooMany: () => recent().length >= mostBad,
    bad() {
      at = [...recent(), now()].slice(-mostBad);
    },
  };
}
