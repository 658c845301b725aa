import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';

/** What electron-vite's own template does until its window shows, and nothing else: what the studio's start is measured against. */
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 900,
    height: 670,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { preload: join(import.meta.dirname, '../preload/index.cjs'), sandbox: true },
  });
  window.on('ready-to-show', () => window.show());
  void window.loadURL('studio://app/');
});
