/**
 * A scratch tree for tests: a package `electron` whose installer and program are small scripts, beside copies of this
 * project's scripts and a command line that prints its arguments.
 */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** What a fetch says where it is not a terminal that sees it. */
export const fetching = "Fetching Electron's program, once (more than 100 MB) ...\n";

const installer = (runs) => `
const fs = require('node:fs'), path = require('node:path'), os = require('node:os');
fs.appendFileSync(${JSON.stringify(runs)}, 'run\\n');
const dist = path.join(__dirname, 'dist');
function unpack() {
  fs.mkdirSync(dist, { recursive: true });
  fs.writeFileSync(path.join(dist, 'version'), '9.9.9');
  fs.writeFileSync(path.join(dist, 'electron'), '');
  fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');
}
`;

export function createScratch() {
  const base = mkdtempSync(path.join(os.tmpdir(), 'rushes-window-'));
  const electron = path.join(base, 'node_modules/electron');
  const cache = path.join(base, 'node_modules/.cache/rushes');
  const program = path.join(electron, 'dist/electron');
  const runs = path.join(base, 'runs');
  mkdirSync(electron, { recursive: true });
  writeFileSync(path.join(electron, 'package.json'), '{ "name": "electron", "version": "9.9.9" }');
  return {
    base,
    electron,
    cache,
    program,
    /** An installer that notes that it runs, and then does this. */
    putInstaller: (script) => writeFileSync(path.join(electron, 'install.js'), installer(runs) + script),
    /** A program that is this script. */
    putProgram(script) {
      mkdirSync(path.join(electron, 'dist'));
      writeFileSync(path.join(electron, 'path.txt'), 'electron');
      writeFileSync(path.join(electron, 'dist/version'), '9.9.9');
      writeFileSync(program, `#!${process.execPath}\n${script}`);
      chmodSync(program, 0o755);
    },
    putScripts() {
      cpSync(path.dirname(import.meta.dirname), path.join(base, 'scripts'), { recursive: true });
      mkdirSync(path.join(base, 'out'));
      writeFileSync(
        path.join(base, 'out/cli.mjs'),
        'export async function main(args) { process.stdout.write(JSON.stringify(args)); return 0; }\n',
      );
    },
    runs: () => readFileSync(runs, 'utf8').split('\n').length - 1,
    /** What a fetch left beside its note. */
    leftovers: () => readdirSync(cache).filter((name) => name !== 'electron-fetch.json'),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Hears who of an installer's processes is alive: each holds a connection for as long as it lives. */
export async function hearOf(count) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  let living = 0;
  let tellBegun;
  let tellGone;
  const begun = new Promise((resolve) => {
    tellBegun = resolve;
  });
  const gone = new Promise((resolve) => {
    tellGone = resolve;
  });
  server.on('connection', (socket) => {
    living += 1;
    if (living === count) tellBegun();
    socket.on('error', () => undefined).resume();
    socket.on('close', () => {
      living -= 1;
      if (living === 0) tellGone();
    });
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const connect = `require('node:net').connect(${port}, '127.0.0.1')`;
  return {
    begun,
    gone,
    /** An installer that unpacks half and then hangs, with a child that hangs as well. */
    script: `unpack(); fs.rmSync(path.join(__dirname, 'path.txt'));
fs.writeFileSync(path.join(os.tmpdir(), 'half.zip'), 'half');
${connect};
require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(connect)}], { stdio: 'inherit' });`,
    close: () => server.close(),
  };
}
