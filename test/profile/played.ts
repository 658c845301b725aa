import { randomUUID } from 'node:crypto';
import { createAssetFiles } from '../../src-main/adapters/asset-files/asset-files.ts';
import type { Db } from '../../src-main/engine/db/db.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import type { Logger } from '../../src-main/ports/logger.ts';
import type { PollOutcome, ProviderPort, SubmitOutcome } from '../../src-main/ports/provider.ts';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import { workflows } from '../../src-shared/workflows/registry.ts';

/** A provider that does what it is told, and counts. No wire: for what is about time and disks, not about providers. */
export type Played = {
  port: ProviderPort;
  submits: number;
  polls: number;
  lookups: number;
  /** What the next submits and polls answer. */
  submit: (requestId: string) => SubmitOutcome;
  poll: () => PollOutcome;
};

const mp3 = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0x64]);

export const spoken: PollOutcome = {
  kind: 'finished',
  result: {
    model: 'played',
    billedUsd: 0.01,
    pieces: [
      { type: 'file', url: 'https://played/a.mp3', kind: 'audio', mime: 'audio/mpeg', bytes: mp3.length },
    ],
  },
};

export function playedProvider(id: ProviderId): Played {
  const played: Played = {
    submits: 0,
    polls: 0,
    lookups: 0,
    submit: (requestId) => ({ kind: 'accepted', requestId }),
    poll: () => spoken,
    port: {
      id,
      async submit(_request, exchange) {
        played.submits++;
        const outcome = played.submit(`${id}-${randomUUID()}`);
        if (outcome.kind === 'accepted') exchange.accepted(outcome.requestId);
        return outcome;
      },
      upload: async () => ({ kind: 'inline' }),
      async poll() {
        played.polls++;
        return played.poll();
      },
      cancel: async () => 'asked',
      async lookup() {
        played.lookups++;
        return { kind: 'found', requestIds: [] };
      },
      async download() {
        const body = (async function* () {
          yield mp3;
        })();
        return { kind: 'stream', mime: 'audio/mpeg', bytes: mp3.length, body };
      },
      testKey: async () => ({ kind: 'ok', detail: 'played' }),
      reachable: async () => true,
      quote: async () => null,
    },
  };
  return played;
}

export type PlayedWorld = { engine: Engine; fal: Played; openrouter: Played; logged: string[] };

export type PlayedOptions = {
  db: Db;
  assets: string;
  clock: Clock;
  leastFreeBytes?: number;
  /** Hears each event of the log. */
  heard?: (event: string) => void;
};

/** An engine over played providers, with whatever clock and disk it is given. */
export function playedEngine({ db, assets, clock, leastFreeBytes = 0, heard }: PlayedOptions): PlayedWorld {
  const fal = playedProvider('fal');
  const openrouter = playedProvider('openrouter');
  const logged: string[] = [];
  const note = (event: string, facts?: Record<string, unknown>): void => {
    logged.push(`${event} ${String(facts?.error ?? facts?.code ?? '')}`);
    heard?.(event);
  };
  const log: Logger = { info: note, warn: note, error: note };
  const engine = createEngine({
    db,
    demo: false,
    clock,
    random: () => 0.5,
    log,
    files: createAssetFiles(assets),
    keychain: {
      state: async () => 'absent',
      get: async () => null,
      set: async () => undefined,
      remove: async () => undefined,
    },
    givenKeys: {
      fal: { key: 'played:fal-key', source: 'env' },
      openrouter: { key: 'played-openrouter', source: 'env' },
    },
    keyName: 'played',
    providers: () => ({ fal: fal.port, openrouter: openrouter.port }),
    media: null,
    mirror: () => null,
    workflows,
    leastFreeBytes,
  });
  return { engine, fal, openrouter, logged };
}

/** One tts job, made and held in one transaction as the contract does it. */
export const makeSpeech = (engine: Engine, key?: string): string => {
  const params = { text: 'A sentence. And one more.' };
  const rows = engine.act(null, () =>
    engine.create.create({ workflow: 'tts', params, ...(key ? { key } : {}) }),
  );
  return rows[0]?.id ?? '';
};
