import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow, Rectangle, Screen } from 'electron';
import * as z from 'zod';

/** Where the window was, so that it is there again. What cannot be read, or lies on no screen any more, is the usual place. */
const kept = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof kept>;

/** px; below 800 the studio's columns do not fit. */
export const leastSize = { width: 800, height: 560 };
const usualSize = { width: 1440, height: 900 };
/** Of a window, at least so much (px) must lie on a screen for a person to take hold of it. */
const leastShown = { width: 160, height: 48 };

const fileIn = (folder: string): string => join(folder, 'window.json');

export function readWindowState(
  folder: string,
  screen: Pick<Screen, 'getAllDisplays'>,
): Partial<WindowState> {
  try {
    const state = kept.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')));
    const size = {
      width: Math.max(state.width, leastSize.width),
      height: Math.max(state.height, leastSize.height),
      maximized: state.maximized,
    };
    const shown = screen.getAllDisplays().some(({ workArea }) => isShown(state, workArea));
    return shown ? { ...size, x: state.x, y: state.y } : size;
  } catch {
    return usualSize;
  }
}

function isShown(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  // By its top edge, where it is taken hold of.
  const height = Math.min(window.y + leastShown.height, area.y + area.height) - Math.max(window.y, area.y);
  return width >= leastShown.width && height >= leastShown.height;
}

/** Never throws: where the window was is not worth a failure. */
export function keepWindowState(folder: string, window: BrowserWindow): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  const file = fileIn(folder);
  try {
    writeFileSync(`${file}.part`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.part`, file);
  } catch {
    // It opens at the usual place.
  }
}
