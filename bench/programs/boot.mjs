// Starts a bundle as scripts/rushes.mjs starts the program: with the compile cache beside it.
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const program = process.argv[3];
module.enableCompileCache(path.join(path.dirname(program), '.compile-cache'));
await import(pathToFileURL(program).href);
