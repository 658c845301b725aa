import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { atLength } from '../full.ts';
import {
  filesIn,
  folder,
  foreignModules,
  fusesOf,
  headerHash,
  longestMs,
  packFolder,
  prove,
  wantedFuses,
} from './packed.ts';

/**
 * The app for macOS and Windows, packed here around a stand-in: where the hash of the archive's list is embedded, and that native
 * code of no other system comes along. The native packages are names without content.
 */

const at = folder();
afterAll(at.remove);

const natives = foreignModules(at.path, [
  ...['darwin-arm64', 'darwin-x64', 'linux-x64', 'linuxmusl-x64', 'win32-x64', 'win32-arm64'].map(
    (one) => `better-sqlite3/prebuilds/${one}.node`,
  ),
  '@napi-rs/keyring-darwin-arm64/keyring.darwin-arm64.node',
  '@napi-rs/keyring-darwin-x64/keyring.darwin-x64.node',
  '@napi-rs/keyring-win32-x64-msvc/keyring.win32-x64-msvc.node',
  '@img/sharp-darwin-arm64/lib/sharp-darwin-arm64.node',
  '@img/sharp-darwin-x64/lib/sharp-darwin-x64.node',
  '@img/sharp-libvips-darwin-arm64/lib/libvips-cpp.1.dylib',
  '@img/sharp-libvips-darwin-x64/lib/libvips-cpp.1.dylib',
  '@img/sharp-win32-x64/lib/sharp-win32-x64.node',
  '@img/sharp-win32-x64/lib/libvips-42.dll',
]);

async function packFor(os: string, cpu: string): Promise<string> {
  const output = join(at.path, os);
  const args = ['--stand-in', '--os', os, '--cpu', cpu, '--natives', natives, '--output', output];
  const { code, said } = await packFolder(args, { RUSHES_UPDATE_FEED: 'https://updates.invalid/rushes' });
  expect(code, said).toBe(0);
  return output;
}

const nativeIn = (archive: string): string[] =>
  filesIn(archive)
    .filter((file) => file.unpacked)
    .map((file) => file.path.slice('node_modules/'.length))
    .sort();

/** Two more packings: of this system there is one with every `npm test` (contents.test.ts). */

atLength(
  'macOS: fuses, the hash in Info.plist, the scheme, and native code for arm64 alone',
  async () => {
    const app = join(await packFor('darwin', 'arm64'), 'mac-arm64/Rushes.app/Contents');
    const archive = join(app, 'Resources/app.asar');
    const framework = join(app, 'Frameworks/Electron Framework.framework/Electron Framework');
    expect(await fusesOf(framework)).toEqual(wantedFuses);
    const info = readFileSync(join(app, 'Info.plist'), 'utf8').replace(/>\s+</g, '><');
    expect(info).toContain(
      `<key>Resources/app.asar</key><dict><key>algorithm</key><string>SHA256</string><key>hash</key><string>${headerHash(archive)}</string>`,
    );
    const output = join(at.path, 'darwin');
    expect(prove(output)).toBe('mac-arm64: nine fuses, the hash of the archive');
    writeFileSync(join(app, 'Info.plist'), info.replaceAll(headerHash(archive), '0'.repeat(64)));
    expect(prove(output)).toContain('is not in Rushes.app/Contents/Info.plist');
    expect(info).toContain('<key>CFBundleURLSchemes</key><array><string>rushes</string></array>');
    expect(info).toContain('<key>CFBundleIdentifier</key><string>studio.rushes.app</string>');
    expect(nativeIn(archive)).toEqual([
      '@img/sharp-darwin-arm64/lib/sharp-darwin-arm64.node',
      '@img/sharp-libvips-darwin-arm64/lib/libvips-cpp.1.dylib',
      '@napi-rs/keyring-darwin-arm64/keyring.darwin-arm64.node',
      'better-sqlite3/prebuilds/darwin-arm64.node',
    ]);
  },
  longestMs,
);

atLength(
  'Windows: fuses, the hash in the program itself, and native code for x64 alone',
  async () => {
    const app = join(await packFor('win32', 'x64'), 'win-unpacked');
    const archive = join(app, 'resources/app.asar');
    const program = join(app, 'Rushes.exe');
    expect(await fusesOf(program)).toEqual(wantedFuses);
    expect(prove(join(at.path, 'win32'))).toBe('win-unpacked: nine fuses, the hash of the archive');
    const embedded = /\[\{"file":"resources\\\\app\.asar".*?\}\]/.exec(readFileSync(program, 'latin1'));
    expect(JSON.parse(embedded?.[0] ?? 'null')).toEqual([
      { file: 'resources\\app.asar', alg: 'SHA256', value: headerHash(archive) },
    ]);
    expect(nativeIn(archive)).toEqual([
      '@img/sharp-win32-x64/lib/libvips-42.dll',
      '@img/sharp-win32-x64/lib/sharp-win32-x64.node',
      '@napi-rs/keyring-win32-x64-msvc/keyring.win32-x64-msvc.node',
      'better-sqlite3/prebuilds/win32-x64.node',
    ]);
  },
  longestMs,
);
