import { join } from 'node:path';
import { defineConfig } from 'electron-vite';

const here = import.meta.dirname;

export default defineConfig({
  main: { build: { lib: { entry: join(here, 'src/main/index.ts'), formats: ['es'] } } },
  preload: {
    build: {
      lib: { entry: join(here, 'src/preload/index.ts'), formats: ['cjs'], fileName: () => 'index.cjs' },
    },
  },
});
