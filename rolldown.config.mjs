/**
 * What is built into out/, as a table. A new program is one more line.
 * Not minified: a stack trace in a log should be readable. Dynamic imports become chunks that are loaded on first use.
 */
export const entries = {
  cli: 'src-main/start-cli.ts',
  simulators: 'simulators/main.ts',
};

/** Native packages: they find their binary beside their own files. */
const native = ['better-sqlite3', '@napi-rs/keyring'];

/** @type {import('rolldown').InputOptions & { output: import('rolldown').OutputOptions }} */
const config = {
  input: entries,
  platform: 'node',
  external: (id) => native.some((name) => id === name || id.startsWith(`${name}/`)),
  output: {
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
  },
};

export default config;
