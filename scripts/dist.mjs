/**
 * Packs the desktop app: `npm run dist` makes this system's installers, `npm run dist:dir` the unpacked app alone.
 *
 *   --stand-in            pack around a folder that only looks like Electron: shows what would be in an installer
 *   --electron-dist DIR   an unpacked distribution of Electron, instead of the one in node_modules/electron/dist
 *   --os, --cpu           another system (linux, darwin, win32) and processor; with dist:dir only
 *   --natives DIR         a node_modules with the native packages of that system, instead of having npm fetch them
 *   --output DIR          instead of dist/
 *
 * Promises: nothing is uploaded; what is not named in scripts/dist/ is not in the app; no app is left behind as finished whose fuses
 * do not all stand as wanted. Where Electron's program is missing, or anything else, it says one sentence and exits 1.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { addresses, gatherApp, gatherNatives } from './dist/app.mjs';
import { drawIcons } from './dist/icons.mjs';
import { makeStandIn } from './dist/stand-in.mjs';
import { refuse, root } from './local-node.mjs';

/** @type {Record<string, ('x64' | 'arm64')[]>} On which processors a system's installers run: electron-builder.yml has the same. */
const processors = { linux: ['x64'], darwin: ['x64', 'arm64'], win32: ['x64'] };

const { values, positionals } = readArgs({
  allowPositionals: true,
  options: {
    'stand-in': { type: 'boolean', default: false },
    'electron-dist': { type: 'string' },
    os: { type: 'string', default: process.platform },
    cpu: { type: 'string', default: process.arch },
    natives: { type: 'string' },
    output: { type: 'string', default: path.join(root, 'dist') },
  },
});
const onlyFolder = positionals[0] === 'dir';
const output = path.resolve(values.output);
const work = path.join(output, 'work');
const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));

/** @type {typeof parseArgs} */
function readArgs(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    refuse(error.message);
    throw error;
  }
}

/** The distribution to pack around; undefined: electron-builder fetches the one of another system itself. */
function electronDist() {
  if (values['electron-dist']) {
    const folder = path.resolve(values['electron-dist']);
    if (!existsSync(path.join(folder, 'version')))
      refuse(`${folder} is no unpacked distribution of Electron.`);
    return folder;
  }
  if (values['stand-in']) {
    const folder = path.join(work, 'stand-in');
    makeStandIn({ folder, os: values.os, version });
    return folder;
  }
  const installed = path.join(root, 'node_modules/electron/dist');
  if (!existsSync(path.join(installed, 'version'))) {
    refuse(
      `Electron's own program is missing (node_modules/electron/dist): with access to the internet run "node node_modules/electron/install.js" and then this again, name one with --electron-dist FOLDER, or try the packing without it: "npm run dist:dir -- --stand-in".`,
    );
  }
  return values.os === process.platform && values.cpu === process.arch && onlyFolder ? installed : undefined;
}

/**
 * What the environment decides, and where things lie in this run.
 * @returns {import('electron-builder').Configuration}
 */
function settings(dist) {
  const feed = process.env.RUSHES_UPDATE_FEED;
  const icons = path.join(work, 'icons');
  // Updates of the mac app are taken from a zip, never from a dmg.
  const macTarget = ['dmg', ...(feed ? ['zip'] : [])].map((target) => ({ target, arch: processors.darwin }));
  return {
    extends: path.join(root, 'electron-builder.yml'),
    directories: { app: path.join(work, 'app'), output },
    linux: { icon: path.join(icons, 'png'), maintainer: addresses().maintainer },
    mac: { icon: path.join(icons, 'icon.icns'), target: macTarget },
    win: { icon: path.join(icons, 'icon.ico') },
    ...(dist ? { electronDist: dist } : {}),
    ...(feed ? { publish: { provider: 'generic', url: feed } } : {}),
  };
}

async function pack() {
  const dist = electronDist();
  const { Arch, Platform, archFromString, build } = await import('electron-builder');
  const cpus = onlyFolder ? [values.cpu] : processors[values.os];
  gatherApp({ root, work });
  for (const cpu of cpus) gatherNatives({ root, work, target: { os: values.os, cpu }, from: values.natives });
  await drawIcons({ root, folder: path.join(work, 'icons') });
  const platform = Platform.fromString(values.os);
  const targets = onlyFolder
    ? platform.createTarget('dir', archFromString(values.cpu))
    : platform.createTarget(null, ...cpus.map((cpu) => Arch[cpu]));
  await build({ projectDir: root, targets, publish: 'never', config: settings(dist) });
}

if (!Object.hasOwn(processors, values.os)) refuse(`There is no packing for ${values.os}.`);
if (values['stand-in'] && !onlyFolder)
  refuse('A stand-in makes no installer, only the folder: "npm run dist:dir -- --stand-in".');
if (values['electron-dist'] && !onlyFolder && processors[values.os].length > 1)
  refuse(
    'These installers are for several processors, and --electron-dist is for one: use it with dist:dir.',
  );
if (!onlyFolder && values.os !== process.platform)
  refuse(`Installers for ${values.os} are made on ${values.os}; its folder anywhere, with dist:dir.`);
mkdirSync(output, { recursive: true });
try {
  await pack();
} catch (error) {
  // A folder that was not finished could be taken for one that was.
  for (const name of readdirSync(output).filter((one) => /^(linux|mac|win)\b/.test(one)))
    rmSync(path.join(output, name), { recursive: true, force: true });
  refuse(`The packing failed: ${error.message}`);
}
