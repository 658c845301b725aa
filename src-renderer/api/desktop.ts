import type { DragEvent } from 'react';
import type { Bridge } from '../../src-shared/desktop/bridge.ts';

/** What the desktop app's preload gave this window; null in a browser. */
export const desktop = (globalThis as { studio?: Bridge }).studio ?? null;

/** What lets a person drag the file of an asset out of the window, into a folder or another program; nothing in a browser. */
export function dragOut(asset: number | undefined): {
  draggable?: true;
  onDragStart?(event: DragEvent): void;
} {
  if (desktop === null || asset === undefined) return {};
  return {
    draggable: true,
    onDragStart(event) {
      // The system's own drag takes the place of the page's.
      event.preventDefault();
      desktop.drag(asset);
    },
  };
}
