import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '../../simulators/journal.ts';
import { type Simulators, startSimulators } from '../../simulators/start.ts';
import type { Engine } from '../../src-main/engine/engine.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { type Running, startEngine } from '../../src-main/start-engine.ts';
import type { CreateInput } from '../../src-shared/contract/jobs.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { isEnd } from '../../src-shared/domain/job.ts';

/** The whole program but its command line: a real profile, the real adapters, the media process, simulators on loopback. */
export type Studio = {
  home: string;
  simulators: Simulators;
  engine(): Engine;
  make(input: CreateInput): Promise<Job>;
  /** Waits until the job is as the caller wants it; by default until it ended or stands at its preview. */
  until(id: string, wanted?: (job: Job) => boolean): Promise<Job>;
  approve(id: string): Promise<Job>;
  fault(order: Record<string, unknown>): Promise<void>;
  requests(): Promise<JournalEntry[]>;
  /** Ends the engine and opens it again on the same profile. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const keys = { openrouter: 'test-openrouter-key', fal: 'test-fal-key' };
export const cloudinaryKey = 'cloudinary://demo-key:demo-secret@demo-cloud';

export async function openStudio(options: { cloudinary?: boolean; work?: boolean } = {}): Promise<Studio> {
  const home = mkdtempSync(join(tmpdir(), 'rushes-studio-'));
  const simulators = await startSimulators({ speed: 0 });
  const { openrouter, fal, cloudinary, control } = simulators.urls;
  let running: Running | null = null;
  const open = async (): Promise<void> => {
    const profile = openProfile(join(home, 'profile'));
    if (!profile) throw new Error('the profile is in use');
    running = await startEngine({
      profile,
      demo: false,
      work: options.work ?? true,
      version: 'test',
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
    simulators,
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
    async close() {
      await running?.stop();
      running = null;
      await simulators.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
