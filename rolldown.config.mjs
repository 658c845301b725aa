/**
 * What is built into out/, as a table. A new program is one more line.
 * Not minified: a stack trace in a log should be readable. Dynamic imports become chunks that are loaded on first use.
 */
export const entries = {
  cli: 'src-main/start-cli.ts',
  simulators: 'simulators/main.ts',
  media: 'src-main/adapters/media/child.ts',
  render: 'simulators/render-child.ts',
};

/**
 * Not bundled: native packages, which find their binary beside their own files; what may be missing and is looked for at run
 * time; and what is read by two programs that must have the same copy of it.
 */
const native = [
  'better-sqlite3',
  '@napi-rs/keyring',
  'sharp',
  'mediabunny',
  'node-av',
  'cloudinary',
  '@echogarden/espeak-ng-emscripten',
];

/**
 * Built-in modules that cost a start the most. An `import` of node:fs reads its every property, and with that loads
 * streams and promises (3 ms); node:crypto takes 4 ms whoever loads it. So the bundle has the plain functions of these
 * from `process.getBuiltinModule`, which reads nothing else, and those of `lazy` only when one is called.
 */
const eager = ['node:fs'];
const lazy = ['node:crypto', 'node:fs/promises'];

export const quickBuiltins = {
  name: 'quick-builtins',
  /** The zero byte says: no file, and no other plugin's matter. */
  resolveId: (id) => ([...eager, ...lazy].includes(id) ? { id: `\0${id}`, moduleSideEffects: false } : null),
  load(id) {
    const name = id.slice(1);
    if (!id.startsWith('\0') || ![...eager, ...lazy].includes(name)) return null;
    const whole = `process.getBuiltinModule('${name}')`;
    if (eager.includes(name)) {
      const lines = exportsOf(name, () => true).map((key) => `export const ${key} = all.${key};`);
      return [`const all = ${whole};`, ...lines].join('\n');
    }
    return exportsOf(name, (value) => typeof value === 'function')
      .map((key) => `export const ${key} = (...args) => ${whole}.${key}(...args);`)
      .join('\n');
  },
};

/** Names of a built-in module's exports but for getters: what those give is loaded when they are read. */
function exportsOf(name, wanted) {
  const all = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(name)));
  return all.filter(([, { get, value }]) => get === undefined && wanted(value)).map(([key]) => key);
}

/** One character beyond ASCII takes a file of 290 KB four times as long to decode (5 ms): in strings and patterns it is written as an escape. */
export const onlyAscii = {
  name: 'only-ascii',
  /** As the last: rolldown prints a string anew after a chunk was rendered. */
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escaped);
  },
};

const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Comments that stay in a bundle. */
export const kept = { legal: true, annotation: false, jsdoc: false };

/** Of OpenAI's SDK: everything that can be asked of it but a chat. */
const notAsked = /[\\/]openai[\\/]resources[\\/](?!chat[\\/.]).*\.mjs$/;

/**
 * The SDK's client makes one of each of its resources, whatever is asked of it. In the bundle those that are never asked are empty
 * classes: the rest is read in
 * one turn of the event loop, in half the time.
 */
export const chatOnly = {
  name: 'chat-only',
  transform(code, id) {
    if (!notAsked.test(id)) return null;
    const classes = [...code.matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
    // What has none hands on the classes of others.
    return classes.length === 0 ? null : classes.map((name) => `export class ${name} {}`).join('\n');
  },
};

/** What every start needs and later chunks share: one file, because each further one costs a start half a millisecond. */
const startFiles =
  /zod\/v4\/mini\/|adapters\/net\/turn|src-shared\/(domain|workflows)\/|src-shared\/contract\/errors|secret-forms|^\0node:/;

/** Modules that are left to Node to find beside the program, and their files. */
export const natives = native.map((name) => new RegExp(`^${name}(/|$)`));

/** @type {import('rolldown').InputOptions & { output: import('rolldown').OutputOptions }} */
const config = {
  input: entries,
  platform: 'node',
  plugins: [quickBuiltins, chatOnly, onlyAscii],
  external: natives,
  output: {
    format: 'esm',
    comments: kept,
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    codeSplitting: { groups: [{ name: 'start', test: startFiles }] },
  },
};

export default config;
