import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The renderer's build. Addresses are relative, so that a page of the browser host and one of an own scheme load the same
 * files; nothing is inlined, because the page's policy allows neither inline scripts nor data: addresses.
 */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../out/renderer',
    assetsDir: 'static',
    assetsInlineLimit: 0,
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    target: 'chrome130',
    chunkSizeWarningLimit: 700,
  },
});
