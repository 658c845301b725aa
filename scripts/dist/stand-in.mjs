/**
 * A folder that looks like an unpacked distribution of Electron, for a machine that cannot have the real one.
 *
 * Promises: it has what electron-builder and @electron/fuses look for, with the nine fuses as Electron ships them, and nothing that
 * runs: what is packed with it shows what would be in an installer, and cannot be taken for one.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The text by which @electron/fuses finds the wire: there, version 1, the number of fuses, and a 0 or 1 for each, in its order. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const shipped = '101100011';
const wire = Buffer.concat([
  Buffer.from(sentinel),
  Buffer.from([1, shipped.length]),
  Buffer.from(`${shipped}\n`),
]);
const says =
  '#!/bin/sh\necho "This is a stand-in for Electron: it only shows how Rushes is packed." >&2\nexit 1\n';

const helpers = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'];

function program(file, content = Buffer.from(says)) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, Buffer.concat([content, wire]));
  chmodSync(file, 0o755);
}

const plist = (name) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string></dict></plist>\n`;

function bundle(folder, name) {
  program(path.join(folder, 'Contents/MacOS', name), Buffer.from(says));
  writeFileSync(path.join(folder, 'Contents/Info.plist'), plist(name));
}

/** A Windows program without code. electron-builder writes into its version, with the same packages as here. */
function windowsProgram() {
  const { NtExecutable, NtExecutableResource, Resource } = createRequire(
    createRequire(import.meta.url).resolve('app-builder-lib/package.json'),
  )('resedit');
  const executable = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(executable);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  executable.setExtraData(wire.buffer.slice(wire.byteOffset, wire.byteOffset + wire.length));
  return Buffer.from(executable.generate());
}

const makers = {
  linux: (folder) => program(path.join(folder, 'electron')),
  win32(folder) {
    writeFileSync(path.join(folder, 'electron.exe'), windowsProgram());
  },
  darwin(folder) {
    const app = path.join(folder, 'Electron.app');
    mkdirSync(path.join(app, 'Contents/MacOS'), { recursive: true });
    writeFileSync(path.join(app, 'Contents/MacOS/Electron'), says);
    writeFileSync(path.join(app, 'Contents/Info.plist'), plist('Electron'));
    const frameworks = path.join(app, 'Contents/Frameworks');
    const framework = path.join(frameworks, 'Electron Framework.framework');
    program(path.join(framework, 'Electron Framework'));
    const english = path.join(framework, 'Versions/A/Resources/en.lproj');
    mkdirSync(english, { recursive: true });
    writeFileSync(path.join(english, 'locale.pak'), '');
    for (const kind of helpers)
      bundle(path.join(frameworks, `Electron Helper${kind}.app`), `Electron Helper${kind}`);
  },
};

/** Makes the distribution anew in `folder`. */
export function makeStandIn({ folder, os, version }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  makers[os](folder);
  if (os !== 'darwin') {
    mkdirSync(path.join(folder, 'resources'));
    writeFileSync(path.join(folder, 'resources/default_app.asar'), 'no archive');
  }
  writeFileSync(path.join(folder, 'version'), version);
  writeFileSync(path.join(folder, 'LICENSE'), "Here stands Electron's licence.\n");
  writeFileSync(path.join(folder, 'LICENSES.chromium.html'), "Here stand Chromium's licences.\n");
  writeFileSync(path.join(folder, 'locales/en-US.pak'), '');
}
