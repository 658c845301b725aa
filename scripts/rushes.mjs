#!/usr/bin/env node
/**
 * The program `rushes` (package.json "bin"), started by npx through a symbolic link from anywhere.
 *
 * Promises: it never crashes for want of a newer Node (better-sqlite3 would, without a word): below 24 it goes over to
 * the project's own Node, or says one sentence and exits 1. stdout belongs to the command line alone.
 * Plain JavaScript without dependencies; runs on Node 18 and newer.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { becomeChild, localNode, majorOf, refuse, root, wantedMajor } from './local-node.mjs';

const program = path.join(root, 'out/cli.mjs');

async function run() {
  if (majorOf() < wantedMajor) {
    const node = localNode();
    if (node === undefined) {
      refuse(
        `Rushes needs Node ${wantedMajor} or newer, and this is ${process.version}: run "npm ci" in ${root}, which brings its own.`,
      );
    }
    becomeChild(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
    return;
  }
  if (!existsSync(program)) refuse(`Rushes is not built yet: run "npm run build" in ${root}.`);
  // In out/, not in the shared temporary folder: what lies in this cache is run as code.
  module.enableCompileCache?.(path.join(root, 'out/.compile-cache'));
  const { main } = await import(pathToFileURL(program).href);
  process.exitCode = await main(process.argv.slice(2));
}

await run();
