import './start-schemas.ts';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RushesError } from '../src-shared/contract/errors.ts';
import type { ProviderId } from '../src-shared/domain/request.ts';
import { workflows } from '../src-shared/workflows/registry.ts';
import { createAssetFiles } from './adapters/asset-files/asset-files.ts';
import { createKeychain } from './adapters/keychain/keychain.ts';
import { createLog } from './adapters/log/log.ts';
import { redact } from './adapters/log/redact.ts';
import type { Timeouts } from './adapters/net/line.ts';
import { systemClock } from './adapters/system/clock.ts';
import type { Access } from './api/serve.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import type { Port } from './engine/profile/port.ts';
import type { OpenProfile } from './engine/profile/profile.ts';
import type { Listening } from './engine/profile/socket.ts';
import { createUpkeep } from './engine/profile/upkeep.ts';
import type { StartProgram } from './ports/programs.ts';
import type { GivenWorld } from './start-given.ts';
import { lazyMedia, lazyMirror, lazyProvider } from './start-lazy.ts';
import { createMediaPart } from './start-media-part.ts';
import { samplesFolder } from './start-samples.ts';

/**
 * The parts list of every host: puts the engine of an open profile together with the adapters of this machine.
 * Order that matters: the queue starts before the socket listens, because a command that finds the profile locked waits
 * for the socket anyway, and what was left at a provider should not wait for a listener.
 */
export type Running = {
  engine: Engine;
  /** Serves the contract on a port. */
  serve(port: Port, access?: Access): void;
  redact(text: string): string;
  /** Once `haste` fires, what can wait for the next start is left out. */
  stop(haste?: AbortSignal): Promise<void>;
};

export type RunningOptions = {
  profile: OpenProfile;
  demo: boolean;
  /** Sends and follows jobs; without it only calls are answered. */
  work: boolean;
  version: string;
  given: GivenWorld;
  /** The screens of this process, where it carries any. */
  studio?: { link(fresh: boolean): Promise<string>; demo(): Promise<{ url: string; opened: boolean }> };
  /** Waits of the adapters, where a test cannot wait a minute. */
  timeouts?: Partial<Timeouts>;
  /** The same before the first poll of a request, where it has its result at once. */
  firstPollMs?: number;
  /** 'none': works as on a machine without the media part. */
  native?: 'none' | undefined;
  /** How programs of ours are started beside this one; as child processes of Node where it is not said. */
  startProgram?: StartProgram;
};

const openrouterUrl = 'https://openrouter.ai/api/v1';
const openingCredits = 1_000;
/** A database larger than this (bytes) is proven whole only after the first work. */
const provenAtOpen = 2 * 1024 * 1024;
/** Longest wait (ms) at the end for calls that other processes have under way. */
const drainMs = 2_000;

export async function startEngine({
  profile,
  demo,
  work,
  version,
  given,
  timeouts,
  firstPollMs,
  studio,
  native,
  startProgram,
}: RunningOptions): Promise<Running> {
  const clock = systemClock();
  const nativeFolder = join(dirname(profile.folder), 'media');
  const programs = async (): Promise<StartProgram> =>
    startProgram ?? (await import('./adapters/system/program.ts')).startProgram;
  const simulators = demo
    ? (await import('./start-demo-providers.ts')).startDemoProviders({
        startProgram: await programs(),
        stateFile: join(profile.folder, 'simulators.json'),
        nativeFolder,
      })
    : null;
  const media = lazyMedia(async () =>
    (await import('./adapters/media/media.ts')).createMedia({
      startProgram: await programs(),
      nativeFolder,
      native,
    }),
  );
  let engine: Engine | null = null;
  const secrets = (): string[] => engine?.keys.secrets() ?? [];
  const log = createLog({ file: join(profile.logs, 'rushes.log'), secrets, clock });
  const made = readable(profile.database, () =>
    createEngine({
      db: profile.db,
      demo,
      clock,
      random: Math.random,
      firstPollMs,
      log,
      files: createAssetFiles(profile.assets),
      keychain: createKeychain(),
      givenKeys: demo ? demoKeys : envKeys(given),
      keyName: profileId(profile),
      providers: (keyOf) => ({
        openrouter: lazyProvider('openrouter', async () =>
          (await import('./adapters/openrouter/provider.ts')).createOpenRouter({
            key: () => keyOf('openrouter'),
            ...(timeouts ? { timeouts } : {}),
            baseUrl: async () =>
              (await simulators?.urls())?.openrouter ?? given.urls.openrouter ?? openrouterUrl,
          }),
        ),
        fal: lazyProvider('fal', async () =>
          (await import('./adapters/fal/provider.ts')).createFal({
            key: () => keyOf('fal'),
            ...(timeouts ? { timeouts } : {}),
            baseUrl: async () => (await simulators?.urls())?.fal ?? given.urls.fal ?? null,
          }),
        ),
      }),
      media,
      mirror: (keyOf) =>
        lazyMirror(async () =>
          (await import('./adapters/cloudinary/mirror.ts')).createCloudinary({
            key: () => keyOf('cloudinary'),
            baseUrl: async () => (await simulators?.urls())?.cloudinary ?? given.urls.cloudinary ?? null,
          }),
        ),
      workflows,
    }),
  );
  engine = made;
  giveOpeningCredits(made, given);
  const upkeep = createUpkeep({
    engine: made,
    profile,
    version,
    logLines: (n) => log.lines(n),
    redact: (text) => redact(text, secrets()),
  });
  if (work) {
    made.start();
    upkeep.start();
  }

  // The contract's machinery is loaded after the first claim, not before.
  const { createServing } = await import('./api/serve.ts');
  const { listen } = await import('./engine/profile/socket.ts');
  const serving = createServing({
    engine: made,
    upkeep,
    mediaPart: createMediaPart({ folder: nativeFolder, media, programs }),
    studio: studio ?? null,
    samplePath: (name) => join(samplesFolder(), name),
    about: { version, home: profile.folder },
  });
  const listening: Listening = await listen(profile.socket, (port) => serving.serve(port)).catch(
    async (error: unknown) => {
      // Work has begun: what is under way reaches the disk before the caller closes the profile.
      await made.stop();
      await simulators?.stop();
      log.close();
      throw unreachable(error, profile.folder);
    },
  );
  const large = statSync(profile.database).size > provenAtOpen;
  const proven = work && large ? upkeep.proveWhole() : Promise.resolve();

  return {
    engine: made,
    serve: serving.serve,
    redact: (text) => redact(text, secrets()),
    async stop(haste) {
      await made.stop();
      if (work && !haste?.aborted)
        await upkeep.daily().catch((error: unknown) => log.warn('no backup today', { error }));
      upkeep.stop();
      await proven;
      await drained(serving.pending);
      listening.close();
      await simulators?.stop();
      log.close();
      profile.close();
    },
  };
}

/** Rows are read through schemas; one that does not pass on the way up is damage, and told as such. */
function readable<T>(database: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SyntaxError || (error instanceof Error && error.name === '$ZodError')))
      throw error;
    const detail = 'a setting in it cannot be read';
    throw new RushesError('DATABASE_DAMAGED', { subject: database, detail }, { cause: error });
  }
}

function unreachable(cause: unknown, folder: string): RushesError {
  const rule = `its socket cannot be made (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`;
  return new RushesError('PROFILE_UNUSABLE', { field: 'home', subject: folder, rule }, { cause });
}

async function drained(pending: () => number): Promise<void> {
  const until = performance.now() + drainMs;
  while (pending() > 0 && performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
}

const demoKeys = {
  openrouter: { key: 'demo-key-for-openrouter', source: 'demo' },
  fal: { key: 'demo-key-for-fal', source: 'demo' },
} as const;

function envKeys(given: GivenWorld): Partial<Record<ProviderId, { key: string; source: 'env' }>> {
  const entries = Object.entries(given.keys).map(([id, key]) => [id, { key, source: 'env' }]);
  return Object.fromEntries(entries) as Partial<Record<ProviderId, { key: string; source: 'env' }>>;
}

/** Demo starts with its grant; a real profile gets its opening budget with its first key. */
function giveOpeningCredits(engine: Engine, given: GivenWorld): void {
  const first = engine.demo || Object.keys(given.keys).length > 0;
  if (!first || engine.ledger.balance().granted > 0) return;
  engine.write(() =>
    engine.ledger.grant(openingCredits, 'opening', engine.demo ? 'demo credits' : 'opening budget'),
  );
}

/** A name for the profile's keys in the keychain that stays when the folder is moved. */
function profileId(profile: OpenProfile): string {
  const read = profile.db.sql(`SELECT value FROM settings WHERE key = 'fact.profile'`).pluck().get();
  if (typeof read === 'string') return JSON.parse(read) as string;
  const made = randomBytes(8).toString('hex');
  profile.db.write(() =>
    profile.db.sql(`INSERT INTO settings (key, value) VALUES ('fact.profile', ?)`).run(JSON.stringify(made)),
  );
  return made;
}
