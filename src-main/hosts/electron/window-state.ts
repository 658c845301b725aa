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

/** px; in less the studio's columns stand below each other. A screen may be smaller. */
const leastSize = { width: 1100, height: 680 };
const usualSize = { width: 1440, height: 900 };
/** Of a window, at least so much (px) must lie on a screen for a person to take hold of it. */
const leastShown = { width: 160, height: 48 };

const fileIn = (folder: string): string => join(folder, 'window.json');

type Size = { width: number; height: number };

const within = (size: Size, { width, height }: Size): Size => ({
  width: Math.min(size.width, width),
  height: Math.min(size.height, height),
});

/** Where the window is to be, and how small it may become there: the least size, or all of a smaller screen without its bars. */
export function readWindowState(
  folder: string,
  screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>,
): { place: Partial<WindowState>; least: Size } {
  const { workArea: first } = screen.getPrimaryDisplay();
  try {
    const state = kept.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')));
    const shown = screen.getAllDisplays().find(({ workArea }) => isShown(state, workArea));
    const least = within(leastSize, shown?.workArea ?? first);
    const size = {
      width: Math.max(state.width, least.width),
      height: Math.max(state.height, least.height),
      maximized: state.maximized,
    };
    return { place: shown ? { ...size, x: state.x, y: state.y } : size, least };
  } catch {
    return { place: within(usualSize, first), least: within(leastSize, first) };
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
