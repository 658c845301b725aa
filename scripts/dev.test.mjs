/**
 * `npm run dev` as far as it goes without Electron's program: electron-vite builds the main program and serves the page, and what
 * it starts is the main program under the recording stub, which opens its window and asks for its page.
 */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { atLength } from '../test/full.ts';
import { root } from './local-node.mjs';

/** What development reads. Copied, because it builds into the tree it stands in. */
const read = [
  ...['src-main', 'src-preload', 'src-renderer', 'src-shared', 'resources', 'scripts'],
  ...[
    'package.json',
    'electron.vite.config.ts',
    'vite.config.ts',
    'rolldown.config.mjs',
    'tsconfig.base.json',
  ],
];

/** Starts the main program under the stub; once its window is shown, tells what its page is and ends. */
const inPlaceOfElectron = (stub) => `#!${process.execPath}
import { fork } from 'node:child_process';
const [, , entry, ...args] = process.argv;
const app = fork(entry + '/out/main/index.js', args, {
  execArgv: ['--import', ${JSON.stringify(stub)}, '--disable-warning=ExperimentalWarning'],
  env: { ...process.env, STUB_APP_DATA: args[1] },
});
let asked = false;
const ask = (id, ask, given) => app.send({ id, ask, given });
app.on('message', ({ tell, id, value }) => {
  if (tell === 'noted') ask(1, 'entries');
  if (id === 1 && !asked && value.some(({ what }) => what === 'window.show')) {
    asked = true;
    ask(2, 'fetch', { url: 'studio://app/' });
  }
  if (id === 2) ask(3, 'fetch', { url: 'studio://app/main.ts' });
  if (id === 2 || id === 3) console.log('PAGE ' + JSON.stringify(value));
  if (id === 3) app.kill('SIGKILL');
});
app.on('exit', () => process.exit(0));
`;

/** @type {string} */
let base;
beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'rushes-dev-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

atLength(
  'npm run dev builds the main program, and its window has the page of the server that follows the sources',
  async () => {
    for (const name of read) cpSync(path.join(root, name), path.join(base, name), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(base, 'node_modules'));
    const dist = path.join(base, 'electron');
    cpSync(path.join(root, 'resources/icon.png'), path.join(dist, 'icon.png'));
    writeFileSync(
      path.join(dist, 'electron'),
      inPlaceOfElectron(path.join(root, 'test/desktop/stub/register.ts')),
    );
    chmodSync(path.join(dist, 'electron'), 0o755);

    const child = spawn(
      process.execPath,
      [path.join(base, 'scripts/dev.mjs'), '--home', path.join(base, 'home'), '--demo'],
      {
        cwd: base,
        env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist, NODE_OPTIONS: '', FORCE_COLOR: undefined },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
    const code = await new Promise((resolve) => child.once('close', resolve));
    const pages = [...said.matchAll(/^PAGE (.*)$/gm)].map(([, json]) => JSON.parse(json ?? ''));
    expect(code, said).toBe(0);
    expect(pages, said).toMatchObject([
      { status: 200, text: expect.stringContaining('/@vite/client') },
      { status: 200, text: expect.stringContaining('/studio.tsx') },
    ]);
  },
  120_000,
);
