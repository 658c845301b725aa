/**
 * Calls that reach into the person's machine beyond the profile: made by their own command line or desktop app, never by a page in a
 * browser. One table for every host.
 */
export const desktopOnly: ReadonlySet<string> = new Set(['app.bundle']);
