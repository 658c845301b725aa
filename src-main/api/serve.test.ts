import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../src-shared/contract/contract.ts';
import { fromWire } from '../../src-shared/contract/from-wire.ts';
import { portPair } from '../engine/profile/port.ts';
import { type OpenProfile, openProfile } from '../engine/profile/profile.ts';
import { type Running, startEngine } from '../start-engine.ts';
import { type Client, clientOf } from './client.ts';
import { desktopOnly } from './desktop-only.ts';

/** What a page may ask, and what only the person's own command line may. */
const folder = mkdtempSync(join(tmpdir(), 'rushes-serve-'));
let profile: OpenProfile;
let running: Running;
const closers: (() => void)[] = [];
const clientWith = (paths: boolean): Client => {
  const [ours, theirs, close] = portPair();
  running.serve(theirs, { paths });
  closers.push(close);
  return clientOf(ours);
};
const refused = (call: Promise<unknown>) =>
  call.then(
    (answer) => expect.unreachable(JSON.stringify(answer)),
    (error: unknown) => fromWire(error),
  );

beforeAll(async () => {
  const opened = openProfile(join(folder, 'profile'));
  if (!opened) throw new Error('the profile is held');
  profile = opened;
  const given = { keys: {}, urls: {} };
  running = await startEngine({ profile, demo: false, work: false, version: 'test', given });
});
afterAll(async () => {
  for (const close of closers) close();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a page in a browser', () => {
  it('is refused every call that reaches beyond the profile, and nothing is written', async () => {
    const file = join(folder, 'bundle.json');
    const error = await refused(clientWith(false).app.bundle({ file }));
    expect(error).toMatchObject({ code: 'NOT_ALLOWED', facts: { rule: 'app.bundle' } });
    expect(existsSync(file)).toBe(false);
    expect((await clientWith(true).app.bundle({ file })).path).toBe(file);
  });

  it('names no file by its path, whether one is there or not', async () => {
    const there = join(import.meta.dirname, '../../resources/samples/portrait.jpg');
    for (const image of [there, '/no/such/file', 'C:\\x.jpg', '../x.jpg', `\\\\host\\share\\x.jpg`]) {
      const wish = { workflow: 'image_to_video', params: { image, prompt: 'p' } };
      for (const call of ['estimate', 'create'] as const) {
        const error = await refused(clientWith(false).jobs[call](wish));
        expect(error).toMatchObject({ code: 'BAD_INPUT', facts: { field: 'image', found: 'a path' } });
      }
    }
    const wish = { workflow: 'image_to_video', params: { image: there, prompt: 'p' } };
    expect((await clientWith(true).jobs.estimate(wish)).inputs[0]?.width).toBeGreaterThan(300);
  });

  it('may make every other call', () => {
    const calls = Object.entries(contract).flatMap(([area, of]) =>
      Object.keys(of).map((call) => `${area}.${call}`),
    );
    for (const call of desktopOnly) expect(calls).toContain(call);
  });
});

it('says that no studio runs where none does', async () => {
  const client = clientWith(true);
  for (const call of [client.studio.link({}), client.studio.demo()])
    expect(await refused(call)).toMatchObject({ code: 'NOT_ALLOWED', facts: { rule: 'the studio' } });
});
