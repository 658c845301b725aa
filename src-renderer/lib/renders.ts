/** Whoever measures a page brings this list, before anything of the page runs. */
type Measured = { rushesRenders?: string[] };

/** Notes that a row was rendered, where someone counts; else it does nothing. `what` is the list and the id of what the row shows. */
export function rendered(what: string): void {
  (globalThis as Measured).rushesRenders?.push(what);
}
