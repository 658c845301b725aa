import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, Told, Wish, Wishes } from '../src-shared/desktop/bridge.ts';

/** The window's only way out. Plain data crosses; the page never gets an event, a channel's name or a way to choose one. */
const wish = <W extends Wish>(channel: W, value: Wishes[W]): void => ipcRenderer.send(channel, value);

const bridge: Bridge = {
  showInFolder: (asset) => wish('studio:show-in-folder', asset),
  drag: (asset) => wish('studio:drag', asset),
  theme: (theme) => wish('studio:theme', theme),
  notify: (note) => wish('studio:notify', note),
  onTarget: (call) => void ipcRenderer.on('studio:target' satisfies Told, (_event, target) => call(target)),
};
contextBridge.exposeInMainWorld('studio', bridge);

// A port cannot cross the bridge: the page posts its end to its own window, and from here it goes on.
window.addEventListener('message', ({ source, data, ports }) => {
  const channel: Wish = 'studio:port';
  if (source === window && data === channel) ipcRenderer.postMessage(channel, null, [...ports]);
});
