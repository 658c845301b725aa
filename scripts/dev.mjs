/**
 * `npm run dev`: the desktop app with its page from a server that follows the sources (electron-vite dev). What stands behind
 * it on the command line goes to the app: `npm run dev -- --demo`.
 *
 * Promises: where Electron's program is missing it says so in one sentence and exits 1; it fetches nothing.
 * Plain JavaScript without dependencies.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { programOf } from './desktop/program.mjs';
import { becomeChild, refuse, root } from './local-node.mjs';

const modules = path.join(root, 'node_modules');
const program = programOf(path.join(modules, 'electron'));
if (!program) {
  refuse(
    'npm run dev needs Electron\'s own program, and it is missing: with access to the internet run "node node_modules/electron/install.js", then this again.',
  );
}
// Set in the terminals of some editors; with it Electron would be a Node.
delete process.env.ELECTRON_RUN_AS_NODE;
// electron-vite looks at fewer places than `npm start`.
process.env.ELECTRON_EXEC_PATH = program;
// What is built for this lies where the next `npm start` would take it for its own.
rmSync(path.join(root, 'out/.built-desktop'), { force: true });
const args = process.argv.slice(2);
becomeChild(process.execPath, [
  path.join(modules, 'electron-vite/bin/electron-vite.js'),
  'dev',
  '--',
  ...args,
]);
