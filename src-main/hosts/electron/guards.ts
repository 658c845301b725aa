import type { App, Session, WebContents } from 'electron';
import { isStudio, outsideOf } from './address.ts';

/**
 * What no page in a window may do, whatever it is: go elsewhere, open a window, embed another page, be given a permission, load from
 * anywhere but the studio. Set before the first window, for all that will ever be (security.md 1.1).
 */
export type GuardDeps = {
  app: App;
  session: Session;
  /** Opens an address in the person's browser. */
  openOutside(address: string): void;
  /** Where the page hears of changed sources, in development; null otherwise. */
  devSocket: string | null;
};

/** All that is granted, to our own page alone: copying words, and a video over the whole screen. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen']);
/** Schemes that a page of ours loads from: its own, what it made itself, and its developer tools. */
const loaded: ReadonlySet<string> = new Set(['studio:', 'blob:', 'devtools:']);

export function guard({ app, session, openOutside, devSocket }: GuardDeps): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    const stay = (event: { preventDefault(): void; url: string; isMainFrame?: boolean }): void => {
      if (!isStudio(event.url) || event.isMainFrame === false) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      const address = outsideOf(url);
      if (address !== null) openOutside(address);
      return { action: 'deny' };
    });
  });

  // What an earlier version granted is forgotten before the answer is ours.
  session.setPermissionRequestHandler(null);
  session.setPermissionRequestHandler((...[, permission, answer, { requestingUrl }]) =>
    answer(granted.has(permission) && isStudio(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => granted.has(permission) && isStudio(origin),
  );
  session.setDevicePermissionHandler(() => false);
  // Nothing is chosen: an answer without a video would be an error of ours.
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null as never));
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const { protocol = '', host } = URL.parse(url) ?? {};
    const toDevelopment = devSocket !== null && protocol === 'ws:' && host === URL.parse(devSocket)?.host;
    answer({ cancel: !loaded.has(protocol) && !toDevelopment });
  });
  // Its dictionaries would be fetched from elsewhere.
  session.setSpellCheckerEnabled(false);
}
