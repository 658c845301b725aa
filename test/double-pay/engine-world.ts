import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooser } from '../../simulators/seeded.ts';
import { createAssetFiles } from '../../src-main/adapters/asset-files/asset-files.ts';
import { createLog } from '../../src-main/adapters/log/log.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import { type OpenProfile, openProfile } from '../../src-main/engine/profile/profile.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import type { ProviderPort, SubmitOutcome } from '../../src-main/ports/provider.ts';
import type { ProviderRequest } from '../../src-shared/domain/request.ts';
import { workflows } from '../../src-shared/workflows/registry.ts';
import { canary } from './stand.ts';

/** An engine in this process, on a real profile, with a clock and providers of the test. */
export type EngineWorld = { engine: Engine; close(): Promise<void> };

export type WorldOptions = {
  folder: string;
  clock: Clock;
  fal: ProviderPort;
  random: () => number;
};

export function engineOn({ folder, clock, fal, random }: WorldOptions): EngineWorld {
  const profile = openProfile(folder) as OpenProfile;
  const log = createLog({ file: null, secrets: () => [canary], clock });
  const engine = createEngine({
    db: profile.db,
    demo: false,
    clock,
    random,
    log,
    files: createAssetFiles(profile.assets),
    keychain: {
      state: async () => 'absent',
      get: async () => null,
      set: async () => undefined,
      remove: async () => undefined,
    },
    givenKeys: { fal: { key: canary, source: 'env' } },
    keyName: 'test',
    providers: () => ({ fal }),
    media: null,
    mirror: () => null,
    workflows,
  });
  return {
    engine,
    async close() {
      await engine.stop();
      log.close();
      profile.close();
    },
  };
}

/** A folder of its own; in memory where the system has such a place, for tests that are not about the disk. */
export function quickFolder(): { path: string; remove(): void } {
  const top = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'rushes-quick-'));
  return { path: join(top, 'profile'), remove: () => rmSync(top, { recursive: true, force: true }) };
}

const steps = 2 ** 20;
/** Numbers in [0, 1) that depend on the seed alone. */
export function seeded(seed: string): () => number {
  const choose = chooser(seed);
  const options = Array.from({ length: 1_024 }, (_, i) => i) as [number, ...number[]];
  return () => (choose(options) * 1_024 + choose(options)) / steps;
}

/** A provider in memory that gives every submit the same answer and remembers it; it runs nothing. */
export function answering(
  answer: () => SubmitOutcome,
  note: (request: ProviderRequest) => void,
): ProviderPort {
  const unused = {
    kind: 'unreachable',
    error: { code: 'PROVIDER_UNREACHABLE' },
    retryAfterMs: null,
  } as const;
  return {
    id: 'fal',
    submit: async (request) => {
      note(request);
      return answer();
    },
    upload: async () => ({ kind: 'inline' }),
    poll: async () => unused,
    cancel: async () => 'unreachable',
    lookup: async () => ({ kind: 'impossible' }),
    download: async () => ({ kind: 'unreachable', error: unused.error }),
    testKey: async () => ({ kind: 'ok', detail: '' }),
    reachable: async () => true,
    quote: async () => null,
  };
}
