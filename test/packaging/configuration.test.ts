import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, type Configuration, Packager, Platform } from 'electron-builder';
import { expect, it } from 'vitest';
import { folder, root } from './packed.ts';

/** electron-builder.yml against electron-builder's own schema, for every target. */

const file = join(root, 'electron-builder.yml');

/** The configuration as electron-builder reads and checks it, with `more` on top. */
async function checked(more: object = {}): Promise<Configuration> {
  const packager = new Packager({ projectDir: root, config: { extends: file, ...more } as Configuration });
  await packager.validateConfig();
  return packager.config;
}

it('is valid for every target, and these are the targets', async () => {
  const config = await checked({ directories: { app: root } });
  expect(config).toMatchObject({
    appId: 'studio.rushes.app',
    productName: 'Rushes',
    asar: true,
    publish: null,
    protocols: [{ schemes: ['rushes'] }],
    linux: { target: ['AppImage', 'deb'] },
    mac: { target: [{ target: 'dmg', arch: ['x64', 'arm64'] }], hardenedRuntime: true },
    win: { target: [{ target: 'nsis', arch: ['x64'] }] },
  });
});

it.each([
  ['', { surprise: true }],
  ['linux', { linux: { surprise: true } }],
  ['appImage', { appImage: { surprise: true } }],
  ['deb', { deb: { surprise: true } }],
  ['mac', { mac: { surprise: true } }],
  ['dmg', { dmg: { surprise: true } }],
  ['win', { win: { surprise: true } }],
  ['nsis', { nsis: { surprise: true } }],
])('an option that %s does not know is refused', async (where, more) => {
  // Of a part that may be left out, the schema only says that it is not as it may be. Without the option it passes (above).
  const says =
    where === '' ? "configuration has an unknown property 'surprise'" : `configuration.${where} should be`;
  await expect(checked({ directories: { app: root }, ...more })).rejects.toThrow(says);
});

it('a value of the wrong kind is refused', async () => {
  await expect(checked({ directories: { app: root }, mac: { hardenedRuntime: 'often' } })).rejects.toThrow(
    /hardenedRuntime/,
  );
});

it('names hooks and entitlements that are there, with the rights that V8 and the media part need', async () => {
  const { afterPack, afterExtract, beforeBuild, mac } = await checked({ directories: { app: root } });
  for (const name of [afterPack, afterExtract, beforeBuild, mac?.entitlements, mac?.entitlementsInherit]) {
    expect(existsSync(join(root, name as string)), `${name}`).toBe(true);
  }
  const entitlements = readFileSync(join(root, mac?.entitlements as string), 'utf8');
  expect([...entitlements.matchAll(/<key>(.*)<\/key>\s*<true\/>/g)].map(([, key]) => key)).toEqual([
    'com.apple.security.cs.allow-jit',
    'com.apple.security.cs.disable-library-validation',
  ]);
});

it('starts an AppImage from the menu with its sandbox, and with the link that was followed', async () => {
  const at = folder();
  const [app, icons] = [join(at.path, 'app'), join(at.path, 'icons')];
  for (const path of [join(app, 'resources'), icons]) mkdirSync(path, { recursive: true });
  writeFileSync(join(app, 'rushes'), 'the program');
  copyFileSync(join(root, 'resources/icon.png'), join(icons, '512x512.png'));
  let entry = '';
  // electron-builder makes the menu entry and shows it; what would come after that needs a tool that is not here.
  await new Packager({
    projectDir: root,
    prepackaged: app,
    targets: Platform.LINUX.createTarget('AppImage', Arch.x64),
    config: {
      extends: file,
      directories: { app: root, output: join(at.path, 'out') },
      linux: { icon: icons },
    } as Configuration,
    effectiveOptionComputed: async ({ desktop }: { desktop: string }) => {
      entry = desktop;
      return true;
    },
  }).build();
  at.remove();
  expect(/^Exec=(.*)$/m.exec(entry)?.[1]).toBe('AppRun %U');
  expect(entry).toContain('MimeType=x-scheme-handler/rushes;');
});

it('has no address in it, and no name of a key', () => {
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/https?:|\bwww\.|token|password|certificate/i);
});
