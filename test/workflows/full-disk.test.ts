import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const small =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

test.for([
  ['of the assets', 'profile/assets'],
  ['of the whole profile', ''],
] as const)(
  'a disk %s that fills while a clip is worked on: it waits, goes on, and buys nothing again',
  {
    timeout: 120_000,
  },
  async ([, where], ctx) => {
    if (!small) return ctx.skip('unshare -m with a tmpfs needs root');
    const home = mkdtempSync(join(tmpdir(), 'rushes-full-disk-'));
    const full = join(home, where);
    mkdirSync(full, { recursive: true });
    const mount = `mount -t tmpfs -o size=24m,mode=700 tmpfs "$2" && exec "$0" "$1" "$3" "$2"`;
    const program = join(import.meta.dirname, 'full-disk.ts');
    const args = ['-m', 'sh', '-c', mount, process.execPath, program, full, home];
    const { stdout } = await promisify(execFile)('unshare', args);
    rmSync(home, { recursive: true, force: true });
    expect(JSON.parse(stdout)).toEqual({
      waited: 'processing',
      state: 'preview_ready',
      submits: 1,
      parts: [],
      audit: [],
    });
  },
);
