import './start-schemas.ts';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import about from '../package.json' with { type: 'json' };
import { RushesError, stored } from '../src-shared/contract/errors.ts';
import { describe } from '../src-shared/texts/errors.ts';
import { redact } from './adapters/log/redact.ts';
import { showInBrowser } from './adapters/system/browser.ts';
import { clientOf } from './api/client.ts';
import { portPair } from './engine/profile/port.ts';
import { openProfile, profileAt } from './engine/profile/profile.ts';
import { restore } from './engine/profile/restore.ts';
import { connectTo } from './engine/profile/socket.ts';
import { runCli } from './hosts/cli/run-cli.ts';
import type { Session, SessionOptions, World } from './hosts/cli/world.ts';
import { type Running, type RunningOptions, startEngine } from './start-engine.ts';
import { type GivenWorld, takeFromEnv } from './start-given.ts';
import { samplesFolder } from './start-samples.ts';

/** Time (ms) that the holder of a profile may be silent before a second process gives up. */
const silentMs = 5_000;
const retryMs = 50;

/** The program `rushes`. Answers its exit code. */
export async function main(argv: string[]): Promise<number> {
  let given: GivenWorld;
  try {
    given = takeFromEnv(process.env);
  } catch (error) {
    return refuse(error, argv.includes('--json'));
  }
  const redactors: ((text: string) => string)[] = [];
  const world: World = {
    version: about.version,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    samples: samplesFolder(),
    homeOf: (flag) => resolve(flag ?? process.env.RUSHES_HOME ?? defaultHome()),
    hasProfile: (folder) => existsSync(profileAt(folder).database),
    now: () => Date.now(),
    browse: showInBrowser,
    open: (options) => openSession(options, given, (with_) => redactors.push(with_)),
    restore: (folder, file) => restore(folder, file, new Date().toISOString().replace(/[:.]/g, '-')),
    async simulate(port, tell, signal) {
      const { startSimulators } = await import('../simulators/start.ts');
      const simulators = await startSimulators({ port });
      tell(simulators.urls);
      await new Promise<void>((done) => {
        if (signal.aborted) done();
        else signal.addEventListener('abort', () => done(), { once: true });
      });
      await simulators.close();
    },
    redact: (text) => redactors.reduce((t, with_) => with_(t), redact(text, Object.values(given.keys))),
  };
  return runCli(argv, world);
}

/** The socket first; where nobody listens, the engine itself; PROFILE_IN_USE where the lock is held and the socket silent. */
async function openSession(
  options: SessionOptions,
  given: GivenWorld,
  redactWith: (with_: (text: string) => string) => void,
): Promise<Session> {
  const { folder, demo, work, studio } = options;
  const until = performance.now() + silentMs;
  for (;;) {
    const remote = await remoteSession(folder, work, until - performance.now());
    if (remote) return remote;
    const profile = openProfile(folder);
    if (profile) {
      const running = await startHere({ profile, demo, work, version: about.version, given }, studio).catch(
        (error: unknown) => {
          profile.close();
          throw error;
        },
      );
      redactWith(running.redact);
      return localSession(running);
    }
    if (performance.now() > until)
      throw new RushesError('PROFILE_IN_USE', { field: 'home', subject: folder });
    await sleep(retryMs);
  }
}

/** The engine alone, or with the studio around it, whose code only `open` needs. */
async function startHere(options: RunningOptions, studio: boolean | undefined): Promise<Running> {
  if (!studio) return startEngine(options);
  const { startStudio } = await import('./start-browser.ts');
  const { running, stop } = await startStudio({ ...options, browse: showInBrowser });
  return { ...running, stop };
}

/** A session with the process that holds the profile; null where it is silent, or does no work where work is wanted. */
async function remoteSession(folder: string, work: boolean, ms: number): Promise<Session | null> {
  const connection = await connectTo(profileAt(folder).socket);
  if (!connection) return null;
  const client = clientOf(connection.port);
  const silent = new AbortController();
  try {
    const info = await Promise.race([
      client.app.info(),
      sleep(Math.max(ms, 1), null, { signal: silent.signal }),
    ]);
    silent.abort();
    // A command that only reads holds the profile for a moment; one that works waits until it is free.
    if (info === null || (work && !info.working)) {
      connection.close();
      return null;
    }
  } catch {
    connection.close();
    return null;
  }
  return { client, local: false, lost: connection.closed, close: async () => connection.close() };
}

function localSession(running: Running): Session {
  const [ours, theirs, closePorts] = portPair();
  running.serve(theirs);
  return {
    client: clientOf(ours),
    local: true,
    lost: new Promise(() => undefined),
    async close() {
      await running.stop();
      closePorts();
    },
  };
}

/** Where Electron's `userData` is for an app of this name. */
function defaultHome(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Rushes');
  if (process.platform === 'win32')
    return join(process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Rushes');
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'Rushes');
}

function refuse(error: unknown, json: boolean): number {
  if (!(error instanceof RushesError)) throw error;
  const told = describe(stored(error));
  if (json) process.stdout.write(`${JSON.stringify({ error: told }, null, 2)}\n`);
  else process.stderr.write(`${told.message}\n${told.next}\n`);
  return 2;
}
