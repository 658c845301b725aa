import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulators, startSimulators } from '../../simulators/start.ts';
import { bareEnv, folders, sourceOf } from './world.ts';

/** Start-up pays for nothing that it does not need: an SDK is loaded for the first job of its provider. */

const disk = folders();
let simulators: Simulators;
beforeAll(async () => {
  simulators = await startSimulators({ speed: 0 });
});
afterAll(async () => {
  await simulators.close();
  disk.removeAll();
});

it('loads an SDK with the first job of its provider, and not before', { timeout: 60_000 }, async () => {
  const { openrouter, fal } = simulators.urls;
  const args = [sourceOf('./loaded.ts'), disk.make(), openrouter, fal];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: bareEnv() });
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { at: string; seen: string[] });
  const seenAt = (at: string): string[] => {
    const found = told.find((line) => line.at === at);
    expect(found, at).toBeDefined();
    return found?.seen ?? [];
  };
  expect(seenAt('imported').filter((name) => name !== 'better-sqlite3')).toEqual([]);
  for (const at of ['idle', 'claimed']) {
    expect(seenAt(at)).not.toContain('openai');
    expect(seenAt(at)).not.toContain('@fal-ai/client');
    expect(seenAt(at)).not.toContain('@napi-rs/keyring');
  }
  expect(seenAt('spoken')).toContain('@fal-ai/client');
  expect(seenAt('spoken')).not.toContain('openai');
  expect(seenAt('written')).toContain('openai');
});
