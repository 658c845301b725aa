/**
 * The project's own Node (the npm package `node`, pinned in package.json) and how a program is run on it.
 *
 * Promises: the child has this process's terminal, gets SIGTERM and SIGHUP passed on (SIGINT too where no terminal
 * delivers it to the child anyway), and this process ends as the child ended: same code or same signal.
 * Plain JavaScript without dependencies; runs on Node 18 and newer.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. Node resolves symbolic links of a main module, so this holds under npx as well. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The smallest major version of Node that can load better-sqlite3 and strip types. */
export const wantedMajor = 24;

export function majorOf(version = process.versions.node) {
  return Number.parseInt(version, 10);
}

/** The path of the project's Node, or undefined where it is not installed. */
export function localNode() {
  const file = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : undefined;
}

/** Ends this process with one sentence on stderr. */
export function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Runs `node args...` and ends this process as that one ended. */
export function becomeChild(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // A terminal sends Ctrl-C to the whole foreground group, the child included: passing it on would send it twice.
  const passOn = process.stdin.isTTY ? signals.filter((signal) => signal !== 'SIGINT') : signals;
  for (const signal of signals) {
    process.on(signal, () => {
      if (passOn.includes(signal)) child.kill(signal);
    });
  }
  child.on('error', (error) => refuse(`Could not start ${node}: ${error.message}.`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // Only where the signal did not end this process (Windows, or a signal that is ignored here).
    setTimeout(() => process.exit(1), 100);
  });
}
