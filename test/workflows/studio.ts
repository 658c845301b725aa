import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JournalEntry } from '../../simulators/journal.ts';
import { type SimulatorUrls, startSimulators } from '../../simulators/start.ts';
import type { Timeouts } from '../../src-main/adapters/net/line.ts';
import type { Engine } from '../../src-main/engine/engine.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { type Running, startEngine } from '../../src-main/start-engine.ts';
import type { CreateInput } from '../../src-shared/contract/jobs.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { isEnd } from '../../src-shared/domain/job.ts';

/** The whole program but its command line: a real profile, the real adapters, the media process, simulators on loopback. */
export type Studio = {
  home: string;
  urls: SimulatorUrls;
  engine(): Engine;
  make(input: CreateInput): Promise<Job>;
  /** Waits until the job is as the caller wants it; by default until it ended or stands at its preview. */
  until(id: string, wanted?: (job: Job) => boolean): Promise<Job>;
  approve(id: string): Promise<Job>;
  fault(order: Record<string, unknown>): Promise<void>;
  requests(): Promise<JournalEntry[]>;
  /** Nobody answers any more, until what this gives is called. */
  cutNetwork(): Promise<() => Promise<void>>;
  /** Ends the engine and opens it again on the same profile. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const keys = { openrouter: 'test-openrouter-key', fal: 'test-fal-key' };
export const cloudinaryKey = 'cloudinary://demo-key:demo-secret@demo-cloud';

export type StudioOptions = {
  cloudinary?: boolean;
  /** Where the profile is; a folder of its own that goes with the studio. */
  home?: string;
  /** 'none': a machine without the media part. */
  native?: 'none';
  timeouts?: Partial<Timeouts>;
};

export async function openStudio(options: StudioOptions = {}): Promise<Studio> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'rushes-studio-'));
  const stateFile = join(mkdtempSync(join(tmpdir(), 'rushes-providers-')), 'state.json');
  let simulators = await startSimulators({ speed: 0, stateFile });
  const { openrouter, fal, cloudinary, control } = simulators.urls;
  let running: Running | null = null;
  const open = async (): Promise<void> => {
    const profile = openProfile(join(home, 'profile'));
    if (!profile) throw new Error('the profile is in use');
    running = await startEngine({
      profile,
      demo: false,
      work: true,
      // The simulators have the result at once.
      firstPollMs: 100,
      version: 'test',
      native: options.native,
      ...(options.timeouts ? { timeouts: options.timeouts } : {}),
      given: {
        keys: options.cloudinary ? { ...keys, cloudinary: cloudinaryKey } : keys,
        urls: { openrouter, fal, cloudinary },
      },
    });
  };
  await open();
  const engine = (): Engine => {
    if (!running) throw new Error('the studio is closed');
    return running.engine;
  };
  engine().write(() => engine().ledger.grant(100_000, 'for-the-test', 'a test'));
  const settled = (job: Job): boolean =>
    isEnd(job.state) || (job.state === 'preview_ready' && job.review === 'hold');

  const until: Studio['until'] = async (id, wanted = settled) => {
    const now = engine();
    return new Promise<Job>((resolve) => {
      const look = (job: Job): void => {
        if (!wanted(job)) return;
        end();
        resolve(job);
      };
      const end = now.events.subscribe((event) => {
        if (event.type === 'job' && event.job.id === id) look(event.job);
      });
      look(now.show(id));
    });
  };

  return {
    home,
    urls: simulators.urls,
    engine,
    async make(input) {
      const [row] = await engine().making.make(input);
      if (!row) throw new Error('no job was made');
      return engine().show(row.id);
    },
    until,
    approve(id) {
      engine().act([id], () => engine().actions.approve([id]));
      return until(id);
    },
    async fault(order) {
      const answer = await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(order) });
      if (!answer.ok) throw new Error(`the simulator knows no such fault: ${await answer.text()}`);
    },
    requests: async () => (await (await fetch(`${control}/requests`)).json()) as JournalEntry[],
    async restart() {
      await running?.stop();
      await open();
    },
    async cutNetwork() {
      const port = Number(new URL(simulators.urls.control).port);
      await simulators.close();
      return async () => {
        simulators = await startSimulators({ speed: 0, stateFile, port });
      };
    },
    async close() {
      await running?.stop();
      running = null;
      await simulators.close();
      if (!options.home) rmSync(home, { recursive: true, force: true });
      rmSync(dirname(stateFile), { recursive: true, force: true });
    },
  };
}
