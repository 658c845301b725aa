import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RushesError, stored } from '../src-shared/contract/errors.ts';
import { desktopTexts } from '../src-shared/texts/desktop.ts';
import { describe } from '../src-shared/texts/errors.ts';
import { type Content, createContent } from './adapters/content/content.ts';
import { createLog, type LogOptions } from './adapters/log/log.ts';
import { redact } from './adapters/log/redact.ts';
import { systemClock } from './adapters/system/clock.ts';
import { type ElectronHostDeps, type Engine, startElectronHost } from './hosts/electron/host.ts';
import { canUpdate } from './hosts/electron/updates.ts';
import type { Logger } from './ports/logger.ts';
import { openBeside } from './start-beside.ts';
import type { Where } from './start-electron.ts';
import { type GivenWorld, keysIn, takeFromEnv } from './start-given.ts';

export type DesktopOptions = Where & {
  version: string;
  isPackaged: boolean;
  /** Where the program's own files are, and what stands beside them in an installed app. */
  appFolder: string;
  resourcesFolder: string;
  onLink: ElectronHostDeps['onLink'];
};

/** Time (ms) that a command which holds the profile for a moment is waited for. */
const heldMs = 5_000;
const retryMs = 50;

type Served = ReturnType<typeof import('./engine/assets/served.ts').createServed>;

/** The desktop app, once it is ready: the host at once, the engine of the profile when its window is shown. */
export function startDesktop(options: DesktopOptions): void {
  const { folder, demo, version, isPackaged } = options;
  const clock = systemClock();
  // The demo has no use for them, and one's own studio that is opened from it would have none.
  const handedOn = demo ? keysIn(process.env) : {};
  const taken = takenKeys();
  const secrets = (): string[] => Object.values(taken.given?.keys ?? {});
  const logFile = join(folder, 'logs', 'rushes.log');
  const { log, goesTo } = earlyLog({ file: logFile, secrets, clock });
  let ofEngine = (text: string): string => text;
  const redacted = (text: string): string => redact(ofEngine(text), secrets());
  let served: Served | null = null;
  const devServer = isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null);
  const openOther = (): void => openBeside({ ...options, handedOn, log, spawn, here: process });

  startElectronHost({
    folder,
    demo,
    version,
    preload: near('preload/index.cjs'),
    icon: near('resources/icon.png'),
    menuBarIcon: near('resources/trayTemplate.png'),
    devServer,
    content: inDevelopment(
      devServer,
      createContent({
        rendererFolder: near('renderer'),
        filesFolder: join(folder, 'assets'),
        assetOf: (id) => served?.asset(id) ?? null,
        stagedOf: (id) => served?.staged(id) ?? null,
        inputOf: (job, field) => served?.input(job, field) ?? null,
      }),
    ),
    log,
    monotonic: () => clock.monotonic(),
    onLink: options.onLink,
    openOther,
    async startEngine(startProgram) {
      if (!taken.given) throw taken.refusal;
      const [{ startEngine }, { createServed }, { portPair }] = await Promise.all([
        import('./start-engine.ts'),
        import('./engine/assets/served.ts'),
        import('./engine/profile/port.ts'),
      ]);
      const profile = await openWhenFree(folder);
      const running = await startEngine({
        profile,
        demo,
        work: true,
        version,
        given: taken.given,
        startProgram,
        studio: {
          link: async () => {
            throw new RushesError('NOT_ALLOWED', {
              subject: 'The studio',
              found: 'open in a window of its own',
              rule: 'a second one in a browser',
            });
          },
          async demo() {
            openOther();
            return { url: '', opened: true };
          },
        },
      }).catch((error: unknown) => {
        profile.close();
        throw error;
      });
      const { engine } = running;
      const { clientOf } = await import('./api/client.ts');
      goesTo(engine.log);
      ofEngine = running.redact;
      served = createServed(profile.db, engine.files);
      const [ours, theirs, closePorts] = portPair();
      running.serve(theirs);
      return {
        serve: (port) => running.serve(port, { paths: false }),
        client: clientOf(ours),
        begin: (file) => engine.assets.staged.begin(file),
        pathOf: (asset) => served?.asset(asset)?.path ?? null,
        rest: () => engine.rest(),
        wake: () => engine.woke(),
        async stop(haste) {
          closePorts();
          await running.stop(haste);
        },
      } satisfies Engine;
    },
    describe(error) {
      if (!(error instanceof RushesError))
        return redacted(`${String(error)}\n${desktopTexts.failed.log(logFile)}`);
      const { message, next } = describe(stored(error));
      return redacted(`${message}\n${next}`);
    },
    updater: {
      isOn: isPackaged && canUpdate(process.platform, options.resourcesFolder),
      load: async () => (await import('electron-updater')).default.autoUpdater,
    },
  });
}

async function openWhenFree(folder: string) {
  const { openProfile } = await import('./engine/profile/profile.ts');
  const until = performance.now() + heldMs;
  for (;;) {
    const profile = openProfile(folder);
    if (profile) return profile;
    if (performance.now() > until)
      throw new RushesError('PROFILE_IN_USE', { field: 'home', subject: folder });
    await sleep(retryMs);
  }
}

/** In development the page's own files come from electron-vite, under the same address, so that media and the port are the same. */
function inDevelopment(devServer: string | null, content: Content): Content {
  if (devServer === null) return content;
  return (request) => {
    const { pathname, search } = new URL(request.url);
    if (/^\/(assets|inputs)\//.test(pathname)) return content(request);
    return fetch(new URL(pathname + search, devServer), { headers: request.headers, signal: request.signal });
  };
}

/** The keys of the environment, before anything else is started; what is wrong with them is told once the engine would begin. */
function takenKeys(): { given: GivenWorld; refusal: null } | { given: null; refusal: unknown } {
  try {
    return { given: takeFromEnv(process.env), refusal: null };
  } catch (refusal) {
    return { given: null, refusal };
  }
}

/** The profile's log, by its folder: also where the profile cannot be opened. The engine's goes on with the same file. */
function earlyLog(options: LogOptions): { log: Logger; goesTo(log: Logger): void } {
  const early = createLog(options);
  let target: Logger = early;
  return {
    log: {
      info: (event, facts) => target.info(event, facts),
      warn: (event, facts) => target.warn(event, facts),
      error: (event, facts) => target.error(event, facts),
    },
    goesTo(log) {
      target = log;
      early.close();
    },
  };
}

/** Built, what belongs to the window stands in folders beside the program's own or one further up, also from a chunk of it. */
function near(path: string): string {
  const places = ['..', '../..', '../../..'].map((up) => join(import.meta.dirname, up, path));
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}
