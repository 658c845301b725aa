import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { full } from '../full.ts';
import { engineOn } from '../ledger/world.ts';

/** `npm run seed`: a profile that is full and that the engine finds nothing wrong with. */
const home = mkdtempSync(join(tmpdir(), 'rushes-seed-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const program = fileURLToPath(new URL('../../bench/seed.ts', import.meta.url));
const seed = (...args: string[]) =>
  spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 180_000 });

test.runIf(full)(
  'makes a library of real files, and touches no profile that has jobs',
  { timeout: 400_000 },
  async () => {
    const made = seed('--takes', '60', '--home', home, '--demo');
    expect(JSON.parse(made.stdout)).toMatchObject({ folder: join(home, 'demo'), takes: 60, jobs: 30 });
    const again = seed('--takes', '60', '--home', home, '--demo');
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('has jobs')]);
    expect(seed('--takes', 'many', '--home', home).status).toBe(2);

    const profile = openProfile(join(home, 'demo'));
    if (!profile) throw new Error('the profile is held');
    const engine = engineOn(profile.db, { folder: profile.assets });
    const items = engine.library.page({ search: '', limit: 200, after: null });
    expect(items).toHaveLength(60);
    expect(new Set(items.map((one) => one.about)).size).toBe(30);
    for (const { take } of items)
      for (const { path, bytes } of take.assets) expect([path, statSync(path).size]).toEqual([path, bytes]);
    expect(engine.library.page({ search: 'take 7', limit: 200, after: null })).toHaveLength(2);
    expect(engine.balance()).toMatchObject({ held: 0 });
    // A start sweeps what nobody can want: the takes stay whole.
    await engine.assets.swept();
    expect(items.flatMap(({ take }) => take.assets).every(({ path }) => existsSync(path))).toBe(true);
    expect((await engine.assets.evict(true)).evicted).toEqual([]);
    profile.close();
  },
);
