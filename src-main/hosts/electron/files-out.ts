import type { NativeImage, Shell, WebContents } from 'electron';

/** Files of takes that leave the window: shown in the system's file browser, or dragged into another program. */
export type FilesOutDeps = {
  shell: Pick<Shell, 'showItemInFolder'>;
  icon: NativeImage;
  /** Where the file of an asset is; null where there is none (any more), and until the engine is there. */
  pathOf(asset: number): string | null;
};

export function createFilesOut({ shell, icon, pathOf }: FilesOutDeps) {
  return {
    showInFolder(asset: number): void {
      const path = pathOf(asset);
      if (path !== null) shell.showItemInFolder(path);
    },
    /** Called while the page's own drag begins: nothing may be waited for in here. */
    drag(asset: number, from: WebContents): void {
      const file = pathOf(asset);
      if (file !== null) from.startDrag({ file, icon });
    },
  };
}
