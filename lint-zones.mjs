/**
 * Who may import whom: the import table of docs/architecture.md as data. `npm run zones` holds it (scripts/zones.mjs).
 *
 * A file belongs to the FIRST zone whose `files` matches. Patterns: `*` is one name, `**` any depth, and `<x>` one name
 * that stands for the same name in `may`. Type imports count as imports.
 *   may       files of this project that it may import     never     exceptions to that
 *   types     files of which it may import types only      packages  npm packages, or '*'
 *   builtins  node:* modules without the prefix, or '*'    banned    names of `banned` below that it may not use
 *   lines     fewer lines than `maxLines`, where that is the rule
 */

const everything = ['**'];
const clockAndWorld = ['fetch', 'process.env', 'Date.now', 'timers'];
const crypto = ['crypto', 'path'];
/** The engine's insides, which its api does not touch: tables have one writer, and it is not a handler. */
const engineInside = [
  'src-main/engine/db/**',
  'src-main/engine/**/store.ts',
  'src-main/engine/**/*transition.ts',
];

export const zones = [
  // Tests beside the file they test. src-shared stays free of the rest even there.
  {
    name: 'tests of src-shared',
    files: ['src-shared/**/*.test.ts'],
    may: ['src-shared/**', 'test/**'],
    packages: '*',
    builtins: '*',
  },
  {
    name: 'tests of src-main',
    files: ['src-main/**/*.test.ts', 'src-main/adapters/conformance.ts'],
    may: ['src-main/**', 'src-shared/**', 'simulators/**', 'test/**'],
    packages: '*',
    builtins: '*',
  },

  {
    name: 'src-shared',
    files: ['src-shared/**'],
    may: ['src-shared/**'],
    packages: ['zod', '@orpc/contract'],
    builtins: [],
    banned: ['fetch', 'process.env', 'process'],
  },

  {
    name: 'ports',
    files: ['src-main/ports/**'],
    may: ['src-main/ports/**'],
    types: ['src-shared/**'],
    packages: [],
    builtins: [],
  },
  {
    name: 'engine, its files and sockets',
    files: ['src-main/engine/profile/**', 'src-main/engine/db/**'],
    may: ['src-main/engine/**', 'src-main/ports/**', 'src-shared/**'],
    packages: ['better-sqlite3', 'zod'],
    builtins: [...crypto, 'events', 'fs', 'fs/promises', 'module', 'net', 'os', 'worker_threads'],
    banned: clockAndWorld,
  },
  {
    name: 'engine',
    files: ['src-main/engine/**'],
    may: ['src-main/engine/**', 'src-main/ports/**', 'src-shared/**'],
    packages: ['better-sqlite3', 'zod'],
    builtins: crypto,
    banned: clockAndWorld,
  },
  {
    name: 'adapter',
    files: ['src-main/adapters/<x>/**'],
    may: ['src-main/adapters/<x>/**', 'src-main/adapters/net/**', 'src-main/ports/**', 'src-shared/**'],
    packages: ['zod'],
    packagesOf: {
      openrouter: ['openai'],
      fal: ['@fal-ai/client'],
      cloudinary: ['cloudinary'],
      keychain: ['@napi-rs/keyring'],
      media: ['mediabunny', '@mediabunny/server', 'node-av', 'sharp'],
    },
    builtins: '*',
  },
  {
    name: 'api',
    files: ['src-main/api/**'],
    may: ['src-main/api/**', 'src-main/engine/**', 'src-shared/**'],
    never: engineInside,
    packages: ['@orpc/client', '@orpc/contract', '@orpc/server', 'zod'],
    builtins: [],
    banned: ['fetch', 'process.env'],
  },
  {
    name: 'host',
    files: ['src-main/hosts/<x>/**'],
    may: [
      'src-main/hosts/<x>/**',
      'src-main/api/**',
      'src-main/adapters/**',
      'src-main/engine/engine.ts',
      'src-shared/**',
    ],
    types: ['src-main/ports/**'],
    packages: ['@orpc/client', '@orpc/contract', '@orpc/server', 'zod'],
    packagesOf: { electron: ['electron'], browser: ['ws'] },
    builtins: '*',
  },
  {
    name: 'start of the Electron program',
    files: ['src-main/start-electron.ts'],
    may: everything,
    packages: '*',
    builtins: '*',
  },
  { name: 'composition root', files: ['src-main/start-*.ts'], may: everything, packages: '*', builtins: '*' },

  {
    name: 'preload',
    files: ['src-preload/**'],
    may: [],
    types: ['src-shared/**'],
    packages: ['electron'],
    builtins: [],
    lines: 40,
  },
  {
    name: 'feature of the renderer',
    files: ['src-renderer/features/<x>/**'],
    may: [
      'src-renderer/features/<x>/**',
      'src-renderer/stores/**',
      'src-renderer/api/**',
      'src-renderer/ui/**',
      'src-renderer/lib/**',
      'src-renderer/texts/**',
      'src-shared/**',
    ],
    packages: '*',
    builtins: [],
  },
  {
    name: 'renderer',
    files: ['src-renderer/**'],
    may: ['src-renderer/**', 'src-shared/**'],
    packages: '*',
    builtins: [],
  },
  {
    name: 'account server',
    files: ['src-server/**'],
    may: ['src-server/**', 'src-shared/**', 'src-main/ports/**', 'src-main/adapters/**'],
    packages: '*',
    builtins: '*',
  },
  {
    name: 'tests of the simulators',
    files: ['simulators/*.test.ts'],
    may: ['simulators/**', 'src-shared/**', 'test/full.ts'],
    packages: '*',
    builtins: '*',
  },
  {
    name: 'simulators',
    files: ['simulators/**'],
    may: ['simulators/**', 'src-shared/**'],
    packages: '*',
    builtins: '*',
  },
  {
    name: 'what drives the whole',
    files: ['test/**', 'bench/**', 'e2e/**'],
    may: everything,
    packages: '*',
    builtins: '*',
  },
];

/** Only these may import electron; `packages: '*'` does not include it. */
export const electronZones = [
  'src-main/hosts/electron/**',
  'src-main/start-electron.ts',
  'src-preload/**',
  'e2e/**',
  'bench/programs/empty-desktop/**',
];

/** Folders that are looked at. A file in them that no zone covers is a violation. */
export const folders = [
  'src-shared',
  'src-main',
  'src-preload',
  'src-renderer',
  'src-server',
  'simulators',
  'test',
  'bench',
  'e2e',
];

/** Not in the name of a folder, a file or a class. */
export const bannedWords = [
  'core',
  'service',
  'services',
  'manager',
  'managers',
  'helper',
  'helpers',
  'util',
  'utils',
  'common',
];

export const maxLines = 400;

/** The only files in which a statement sets a state (product code, not tests). */
export const stateWriters = [
  'src-main/engine/jobs/transition.ts',
  'src-main/engine/jobs/attempt-transition.ts',
  'src-main/engine/assets/step-transition.ts',
];

const preferences = ['src-main/hosts/electron/window.ts'];

/**
 * Words that open what Electron or a browser keeps closed (docs/security.md), each with the only files of the product that may say it.
 * `of.name` is a member, `name()` a call; see scripts/zones-words.mjs.
 */
export const closedWords = {
  // Preferences of a window: never set, but for those that one file states as they are by default.
  webSecurity: [],
  allowRunningInsecureContent: [],
  experimentalFeatures: [],
  enableBlinkFeatures: [],
  webviewTag: [],
  webview: [],
  disableBlinkFeatures: preferences,
  contextIsolation: preferences,
  nodeIntegration: preferences,
  nodeIntegrationInWorker: preferences,
  nodeIntegrationInSubFrames: preferences,
  // What a window shows, and what is run in it.
  loadURL: preferences,
  loadFile: [],
  executeJavaScript: [],
  // Messages: one file listens, behind its two gates, and nothing is answered.
  'ipcMain.on': ['src-main/hosts/electron/channels.ts'],
  'ipcMain.once': [],
  'ipcMain.handle': [],
  'ipcMain.handleOnce': [],
  'ipcRenderer.on': ['src-preload/index.ts'],
  'ipcRenderer.once': [],
  'ipcRenderer.invoke': [],
  'ipcRenderer.sendSync': [],
  'ipcRenderer.sendToHost': [],
  // The person's browser, through the list of hosts; no program of the system.
  'shell.openExternal': ['src-main/hosts/electron/host.ts'],
  'shell.openPath': [],
  // Code and markup made of text.
  innerHTML: [],
  outerHTML: [],
  insertAdjacentHTML: [],
  dangerouslySetInnerHTML: [],
  setHTMLUnsafe: [],
  parseHTMLUnsafe: [],
  createContextualFragment: [],
  srcdoc: [],
  srcDoc: [],
  DOMParser: [],
  'document.write': [],
  'document.writeln': [],
  'eval()': [],
  'Function()': [],
};
