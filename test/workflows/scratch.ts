import { createAssetFiles } from '../../src-main/adapters/asset-files/asset-files.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import type { OpenProfile } from '../../src-main/engine/profile/profile.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import type { ProviderPort } from '../../src-main/ports/provider.ts';
import type { Workflow } from '../../src-shared/workflows/workflow.ts';

/** A provider in this process that repeats what it was asked: for what is about the engine and not about a wire. */
const echo: ProviderPort = {
  id: 'openrouter',
  async submit(request) {
    const text = request.task === 'text' ? `You asked: ${request.messages.at(-1)?.text}` : 'Not a text';
    return {
      kind: 'finished',
      requestId: null,
      result: { model: 'echo', billedUsd: 0, pieces: [{ type: 'text', text }] },
    };
  },
  upload: async () => ({ kind: 'inline' }),
  poll: async () => ({ kind: 'running' }),
  cancel: async () => 'gone',
  lookup: async () => ({ kind: 'impossible' }),
  download: async () => ({ kind: 'unreachable', error: { code: 'PROVIDER_UNREACHABLE' } }),
  testKey: async () => ({ kind: 'ok', detail: '' }),
  reachable: async () => true,
  quote: async () => null,
};

export function engineWith(
  profile: OpenProfile,
  options: { clock: Clock; workflows: readonly Workflow[] },
): Engine {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return createEngine({
    db: profile.db,
    demo: false,
    clock: options.clock,
    random: () => 0.5,
    log: silent,
    files: createAssetFiles(profile.assets),
    keychain: {
      state: async () => 'absent',
      get: async () => null,
      set: async () => undefined,
      remove: async () => undefined,
    },
    givenKeys: { openrouter: { key: 'scratch-key', source: 'env' } },
    keyName: 'scratch',
    providers: () => ({ openrouter: echo }),
    media: null,
    mirror: () => null,
    workflows: options.workflows,
  });
}
