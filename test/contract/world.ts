import { join } from 'node:path';
import { type Simulators, startSimulators } from '../../simulators/start.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { type Running, startEngine } from '../../src-main/start-engine.ts';

/** A whole engine in this process over simulators that do not wait. */
export type World = {
  folder: string;
  running: Running;
  simulators: Simulators;
  fault(fault: Record<string, unknown>): Promise<void>;
  stop(): Promise<void>;
};

export async function startWorld(folder: string): Promise<World> {
  const simulators = await startSimulators({ speed: 0 });
  const profile = openProfile(join(folder, 'profile'));
  if (!profile) throw new Error('the profile is held');
  const { openrouter, fal, control } = simulators.urls;
  const running = await startEngine({
    profile,
    demo: false,
    work: true,
    version: '0.0.0-test',
    given: {
      keys: { openrouter: 'sk-or-contract-1234', fal: 'contract:1234' },
      urls: { openrouter, fal },
    },
  });
  // Enough for every case, and not for a hundred scripts.
  running.engine.write(() => running.engine.ledger.grant(8_000, 'contract', 'for the tests'));
  return {
    folder: profile.folder,
    running,
    simulators,
    async fault(fault) {
      const answer = await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(fault) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async stop() {
      await running.stop();
      await simulators.close();
    },
  };
}
