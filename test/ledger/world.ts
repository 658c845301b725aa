import { join } from 'node:path';
import * as z from 'zod/mini';
import { createAssetFiles } from '../../src-main/adapters/asset-files/asset-files.ts';
import { fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import { type Db, openDb } from '../../src-main/engine/db/db.ts';
import { migrate } from '../../src-main/engine/db/migrate.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import type { ClaimDeps } from '../../src-main/engine/jobs/claim.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import type { KeychainPort } from '../../src-main/ports/keychain.ts';
import type { Logger } from '../../src-main/ports/logger.ts';
import type { MediaPort } from '../../src-main/ports/media.ts';
import type { ProviderPort } from '../../src-main/ports/provider.ts';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import { chat } from '../../src-shared/workflows/chat.ts';
import { tts } from '../../src-shared/workflows/tts.ts';
import { defineWorkflow, type Workflow } from '../../src-shared/workflows/workflow.ts';

/** A real engine on a real file, with a clock that stands still and providers that a test hands in. */
export const startMs = Date.UTC(2026, 10, 23, 12);

/** A workflow whose price is its parameter, so that every amount can be tried. */
const priced = defineWorkflow({
  id: 'image_to_video',
  title: 'Priced',
  summary: 'Costs what it is told.',
  provider: 'fal',
  params: z.strictObject({ price: z.number() }),
  review: 'hold',
  relation: 'new_take',
  credits: (p) => p.price,
  fields: [{ name: 'price', label: 'Price', widget: 'number', required: true, rule: 'a number' }],
  stages: {
    preview: { models: ['a'], limit: '', expectedSeconds: 10 },
    final: { models: ['a'], limit: '', expectedSeconds: 10 },
  },
  toRequest: (_stage, { models }) => [
    {
      task: 'speech',
      provider: 'fal',
      models: [...models],
      text: 'a',
      voice: 'Rachel',
      stability: 0,
      similarity: 0,
      style: 0,
      speed: 1,
      language: null,
    },
  ],
  steps: { preview: [], final: [] },
});

export const testWorkflows: readonly Workflow[] = [chat, tts, priced];

const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: RUSHES_SEED, or one that is printed. */
export const runSeed: number = Number(process.env.RUSHES_SEED ?? Math.floor(Math.random() * 2 ** 31)) | 0;

/** Opens and migrates a database file, as the profile does. */
export function openFile(path: string): Db {
  const db = openDb(path);
  migrate(db, `${path}-backups`);
  return db;
}

export type WorldOptions = {
  clock?: Clock;
  random?: () => number;
  providers?: Partial<Record<ProviderId, ProviderPort>>;
  folder?: string;
  log?: Logger;
  workflows?: readonly Workflow[];
  media?: MediaPort | null;
  keychain?: KeychainPort;
  givenKeys?: Parameters<typeof createEngine>[0]['givenKeys'];
};

/** A machine without a keychain. */
export const noKeychain: KeychainPort = {
  state: async () => 'absent',
  get: async () => null,
  set: async () => undefined,
  remove: async () => undefined,
};

/** The engine around an open database. Not started: calls work, nothing is sent. */
export function engineOn(db: Db, options: WorldOptions = {}): Engine {
  return createEngine({
    db,
    demo: false,
    clock: options.clock ?? fakeClock(startMs),
    random: options.random ?? seeded(runSeed),
    log: options.log ?? silent,
    files: createAssetFiles(join(options.folder ?? `${db.path}-assets`)),
    keychain: options.keychain ?? noKeychain,
    givenKeys: options.givenKeys ?? {
      openrouter: { key: 'key-of-a-test-1', source: 'env' },
      fal: { key: 'key-of-a-test-2', source: 'env' },
    },
    keyName: 'test',
    providers: () => options.providers ?? {},
    media: options.media ?? null,
    mirror: () => null,
    workflows: options.workflows ?? testWorkflows,
  });
}

export const claimDepsOf = (engine: Engine): ClaimDeps => engine.claiming;

const tables = [
  'accounts',
  'entries',
  'holds',
  'jobs',
  'attempts',
  'takes',
  'assets',
  'inputs',
  'library',
  'staged',
  'steps',
  'mirrors',
  'observed',
  'events',
  'calls',
  'providers',
  'settings',
  'unit_prices',
];

/** Every row of every table, for "not a byte changed". */
export const dumpOf = (db: Db): string =>
  tables.map((t) => `${t} ${JSON.stringify(db.sql(`SELECT * FROM ${t}`).all())}`).join('\n');
