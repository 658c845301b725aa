import { createAssetFiles } from '../src-main/adapters/asset-files/asset-files.ts';
import { systemClock } from '../src-main/adapters/system/clock.ts';
import { createEngine, type Engine } from '../src-main/engine/engine.ts';
import type { ClaimDeps } from '../src-main/engine/jobs/claim.ts';
import { auditLedger } from '../src-main/engine/ledger/audit.ts';
import { type OpenProfile, openProfile } from '../src-main/engine/profile/profile.ts';
import type { ProviderPort } from '../src-main/ports/provider.ts';
import { workflows } from '../src-shared/workflows/registry.ts';

/** An engine on a profile of the bench. Its parts are those of the program; keychain, log and, mostly, provider are not. */
export type Bed = { profile: OpenProfile; engine: Engine; claiming: ClaimDeps; end(): Promise<void> };

const nothing = (): void => undefined;
const keyOf = { key: 'key-of-the-bench', source: 'env' } as const;

type MakeProvider = (key: () => Promise<string | null>) => ProviderPort;

export function openBed(folder: string, openrouter?: MakeProvider): Bed {
  const profile = openProfile(folder);
  if (!profile) throw new Error(`${folder} is in use`);
  return bedOn(profile, openrouter);
}

export function bedOn(profile: OpenProfile, openrouter?: MakeProvider): Bed {
  const engine = createEngine({
    db: profile.db,
    demo: false,
    clock: systemClock(),
    random: Math.random,
    log: { info: nothing, warn: (event, facts) => console.error(event, facts), error: failed },
    files: createAssetFiles(profile.assets),
    keychain: {
      state: async () => 'absent',
      get: async () => null,
      set: async () => undefined,
      remove: async () => undefined,
    },
    givenKeys: { openrouter: keyOf, fal: keyOf },
    keyName: 'bench',
    providers: (current) => (openrouter ? { openrouter: openrouter(() => current('openrouter')) } : {}),
    media: null,
    mirror: () => null,
    workflows,
  });
  return {
    profile,
    engine,
    claiming: engine.claiming,
    async end() {
      await engine.stop();
      profile.close();
    },
  };
}

function failed(event: string, facts?: Record<string, unknown>): never {
  throw new Error(`the engine said: ${event} ${JSON.stringify(facts)}`);
}

/** Throws where the ledger does not add up: a figure that was reached by losing credits is none. */
export function proveLedger({ profile }: Bed): void {
  const wrong = auditLedger(profile.db);
  if (wrong.length > 0) throw new Error(`the ledger is wrong: ${wrong.join('; ')}`);
}
