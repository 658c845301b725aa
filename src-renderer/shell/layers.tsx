import { Notify } from '../features/notify/notify.tsx';
import { Help } from '../features/palette/help.tsx';
import { Palette } from '../features/palette/palette.tsx';
import { Shortcuts } from '../features/palette/shortcuts.tsx';
import { Notices } from './notices.tsx';

/** What floats above every page, what tells of jobs, and the keys that work on every page. */
export function Layers() {
  return (
    <>
      <Shortcuts />
      <Palette />
      <Help />
      <Notices />
      <Notify />
    </>
  );
}
