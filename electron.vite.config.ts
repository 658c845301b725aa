import { join } from 'node:path';
import { defineConfig } from 'electron-vite';
import { chatOnly, kept, natives, onlyAscii } from './rolldown.config.mjs';
import renderer from './vite.config.ts';

/**
 * What a start reads, in the order in which it does, each with whatever it imports: each further file costs it half a millisecond.
 * What an earlier one has is not in a later one.
 */
const startFiles = [
  { name: 'start', test: /start-electron\.ts$/, priority: 4 },
  { name: 'window', test: /start-desktop\.ts$/, priority: 3 },
  {
    name: 'engine',
    test: /start-engine\.ts$|engine\/(assets\/served|profile\/(port|profile))\.ts$/,
    priority: 2,
  },
  { name: 'calls', test: /api\/(serve|client)\.ts$|engine\/profile\/socket\.ts$/, priority: 1 },
];

/**
 * The desktop app: main process, preload, and the same renderer as in a browser. `npm run build` and `npm run dev` read it.
 * Not minified: a stack trace in a log should be readable.
 */
export default defineConfig({
  main: {
    plugins: [chatOnly, onlyAscii],
    build: {
      outDir: 'out/main',
      emptyOutDir: false,
      minify: false,
      // Everything but native packages is in the bundle, as in the other programs: what is packed is then what is named.
      externalizeDeps: false,
      lib: { entry: 'src-main/start-electron.ts', formats: ['es'] },
      rolldownOptions: {
        external: [...natives, 'electron-updater'],
        output: {
          comments: kept,
          entryFileNames: 'index.js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: { groups: startFiles },
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      emptyOutDir: false,
      minify: false,
      externalizeDeps: false,
      // A sandboxed preload is CommonJS, in one file.
      lib: { entry: 'src-preload/index.ts', formats: ['cjs'], fileName: () => 'index.cjs' },
    },
  },
  ...(process.env.RUSHES_BUILD === 'desktop'
    ? {}
    : {
        renderer: {
          ...renderer,
          build: {
            ...renderer.build,
            rolldownOptions: { input: join(import.meta.dirname, 'src-renderer/index.html') },
          },
        },
      }),
});
