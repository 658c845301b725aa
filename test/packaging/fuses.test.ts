import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { atLength } from '../full.ts';
import { folder, foreignModules, fusesOf, longestMs, packFolder, root, wantedFuses } from './packed.ts';

/** An Electron whose fuses are not the nine that are decided ends the packing, and leaves no app behind. */

const at = folder();
afterAll(at.remove);

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
let natives: string;
beforeAll(() => {
  natives = foreignModules(at.path, [
    'better-sqlite3/prebuilds/linux-arm64.node',
    '@napi-rs/keyring-linux-arm64-gnu/keyring.linux-arm64-gnu.node',
    '@img/sharp-linux-arm64/lib/sharp-linux-arm64.node',
    '@img/sharp-libvips-linux-arm64/lib/libvips-cpp.so.1',
  ]);
});

const programWith = (fuses: string): Buffer =>
  Buffer.concat([Buffer.from(`program${sentinel}`), Buffer.from([1, fuses.length]), Buffer.from(fuses)]);

/** That it ends the whole packing is left to `npm run test:full`; what sets the fuses refuses it in any run. */
atLength(
  'a tenth fuse, which nobody has decided about, ends the packing',
  async () => {
    const dist = join(at.path, 'electron');
    const output = join(at.path, 'packed');
    mkdirSync(join(dist, 'resources'), { recursive: true });
    mkdirSync(join(dist, 'locales'));
    writeFileSync(join(dist, 'electron'), programWith('1011000111'));
    writeFileSync(join(dist, 'version'), '45.5.0');
    writeFileSync(join(dist, 'locales/en-US.pak'), 'words');
    const args = ['--electron-dist', dist, '--output', output, '--natives', natives];
    const { code, said } = await packFolder([...args, '--os', 'linux', '--cpu', 'arm64']);
    expect(said).toContain('strictlyRequireAllFuses');
    expect(said).toContain('has 10 fuses');
    expect(code).toBe(1);
    expect(existsSync(join(output, 'linux-arm64-unpacked'))).toBe(false);
  },
  longestMs,
);

/** Sets the fuses of a program that has these, as the packing does; answers what was said. */
function set(fuses: string): { program: string; said: string } {
  const program = join(at.path, `program-${fuses}`);
  writeFileSync(program, programWith(fuses));
  const script = `import { setFuses } from './scripts/dist/fuses.mjs'; await setFuses(process.argv[1]);`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script, program], {
    cwd: root,
    encoding: 'utf8',
  });
  return { program, said: done.stderr };
}

it('a fuse too many or too few is no fuse that is set', () => {
  expect(set('10110001').said).toContain('not long enough');
  expect(set('1011000111').said).toContain('has 10 fuses');
});

it.each(['000000000', '111111111', '010011110'])('fuses that stood at %s stand as wanted', async (fuses) => {
  const { program, said } = set(fuses);
  expect(said).toBe('');
  expect(await fusesOf(program)).toEqual(wantedFuses);
});

const installed = existsSync(join(root, 'node_modules/electron/dist/version'));
it.skipIf(installed)('without Electron it says in one sentence what is missing and what to do', async () => {
  const { code, said } = await packFolder(['--output', join(at.path, 'none')]);
  expect(code).toBe(1);
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(said).toMatch(
    /^Electron's own program is missing .* run "node node_modules\/electron\/install\.js".*--stand-in/,
  );
});
