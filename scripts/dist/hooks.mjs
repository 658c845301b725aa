/**
 * What electron-builder calls while it packs (electron-builder.yml names it).
 *
 * Promises: no app leaves without its nine fuses set and read back, with anything of node-av in it, or larger than the budget.
 */
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { getRawHeader } from '@electron/asar';
import { filesBelow } from './files.mjs';
import { setFuses } from './fuses.mjs';

/** The packed app without Electron: its resources. */
const budget = 40_000_000;
const never = /node-av|@seydx|espeak/;

/** False: the packages are gathered already (scripts/dist/app.mjs), there is nothing to install or rebuild. */
export const beforeBuild = async () => false;

/** Electron's own demo app, which comes with its distribution. */
export async function afterExtract({ appOutDir, packager }) {
  const resources = packager.platform.name === 'mac' ? 'Electron.app/Contents/Resources' : 'resources';
  rmSync(path.join(appOutDir, resources, 'default_app.asar'), { force: true });
}

/** @param {import('electron-builder').AfterPackContext} context */
export async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const resources = packager.getResourcesDir(appOutDir);
  checkContent(resources);
  const { productFilename } = packager.appInfo;
  const program = {
    darwin: `${productFilename}.app`,
    win32: `${productFilename}.exe`,
    linux: /** @type {import('electron-builder').LinuxPackager} */ (packager).executableName,
  }[electronPlatformName];
  // Flipping breaks the ad hoc signature without which macOS starts nothing on arm64. A real one is made afterwards.
  await setFuses(path.join(appOutDir, program), { resetSignature: process.platform === 'darwin' });
}

/** Throws where the packed app has in it what it must not, or too much. */
function checkContent(resources) {
  const packed = pathsIn(getRawHeader(path.join(resources, 'app.asar')).header);
  const beside = ['app.asar.unpacked', 'app.asar', 'LICENSE', 'THIRD-PARTY-NOTICES'].map((name) =>
    path.join(resources, name),
  );
  const files = beside.flatMap((one) => (statSync(one).isDirectory() ? filesBelow(one) : [one]));
  const bad = [...packed, ...files.map((file) => path.relative(resources, file))].find((file) =>
    never.test(file),
  );
  if (bad) throw new Error(`${bad} must not be in the app`);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const megabytes = (bytes / 1e6).toFixed(1);
  if (bytes > budget)
    throw new Error(`the app without Electron has ${megabytes} MB, and ${budget / 1e6} is the most`);
  process.stderr.write(`The app without Electron: ${megabytes} MB.\n`);
}

/** The paths of an archive's files. */
function pathsIn({ files }, at = '') {
  return Object.entries(files).flatMap(([name, entry]) =>
    'files' in entry ? pathsIn(entry, `${at}${name}/`) : [`${at}${name}`],
  );
}
