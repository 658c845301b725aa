import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atLength } from '../full.ts';

const small =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

const moments = [
  ['of the assets', 'a clip comes in', 'profile/assets', 'download'],
  ['of the whole profile', 'a clip is worked on', '', 'fit'],
  ['of the assets', 'a clip is worked on', 'profile/assets', 'fit'],
] as const;
// All at once: each mostly waits until the engine looks again.
atLength.concurrent.for(moments)(
  'a disk %s that fills while %s: it waits, goes on, and buys nothing again',
  {
    timeout: 120_000,
  },
  async ([, , where, during], ctx) => {
    if (!small) return ctx.skip('unshare -m with a tmpfs needs root');
    const home = mkdtempSync(join(tmpdir(), 'rushes-full-disk-'));
    ctx.onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const disk = join(home, where);
    mkdirSync(disk, { recursive: true });
    const mount = `mount -t tmpfs -o size=24m,mode=700 tmpfs "$2" && exec "$0" "$1" "$3" "$2" "$4"`;
    const program = join(import.meta.dirname, 'full-disk.ts');
    const args = ['-m', 'sh', '-c', mount, process.execPath, program, disk, home, during];
    const { stdout } = await promisify(execFile)('unshare', args, { signal: ctx.signal });
    ctx.expect(JSON.parse(stdout)).toEqual({
      waited: 'processing',
      state: 'preview_ready',
      submits: 1,
      // While the disk was full, and at the end: no part, and no file under its name that has no row with its hash.
      strayed: [],
      parts: [],
      audit: [],
    });
  },
);
