import { Copy, Download, Ellipsis, FolderOpen, MonitorPlay, Repeat2, Star, Trash2 } from 'lucide-react';
import type { LibraryItem } from '../../../src-shared/contract/takes.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import { desktop } from '../../api/desktop.ts';
import { cx } from '../../lib/classes.ts';
import { downloadAssets } from '../../lib/download.ts';
import { mainAsset } from '../../lib/takes.ts';
import { star } from '../../stores/actions.ts';
import { copyText } from '../../stores/copy.ts';
import { useMirror } from '../../stores/mirror.ts';
import { say } from '../../texts/say.ts';
import { IconButton } from '../../ui/button.tsx';
import { ActionMenu, type MenuEntry } from '../../ui/menu.tsx';
import { open, removeAll, rerun } from './actions.ts';

/** Star and menu of a tile, on its picture. `reachable`: by keyboard, too. */
export function TileActions({ item, reachable }: { item: LibraryItem; reachable: boolean }) {
  const words = say.library.tile;
  const { take } = item;
  const unfinished = useMirror((mirror) => {
    const job = mirror.jobs.get(item.job);
    return job !== undefined && !isEnd(job.state);
  });
  const tabIndex = reachable ? 0 : -1;
  return (
    <span
      data-theme="dark"
      className="absolute right-1.5 bottom-12.5 flex rounded-control bg-black/75 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100"
    >
      <IconButton
        icon={Star}
        label={take.starred ? words.unstar : words.star}
        keys="s"
        pressed={take.starred}
        tabIndex={tabIndex}
        onClick={() => void star(take.id, !take.starred)}
        className={cx('size-7', take.starred && '[&>svg]:fill-current')}
      />
      <ActionMenu entries={entriesOf(item, unfinished)}>
        <IconButton icon={Ellipsis} label={words.more} tabIndex={tabIndex} className="size-7" />
      </ActionMenu>
    </span>
  );
}

function entriesOf(item: LibraryItem, unfinished: boolean): MenuEntry[] {
  const words = say.library.menu;
  const kept = item.take.starred ? words.keptStarred : unfinished ? words.keptUnfinished : null;
  const main = mainAsset(item.take);
  const entries: MenuEntry[] = [
    { label: words.open, icon: MonitorPlay, keys: 'enter', run: () => open(item) },
  ];
  if (main)
    entries.push(
      { label: words.download, icon: Download, run: () => downloadAssets([main.id]) },
      { label: words.copyPath, icon: Copy, hint: shortened(main.path), run: () => void copyText(main.path) },
    );
  if (main && desktop)
    entries.push({ label: words.showInFolder, icon: FolderOpen, run: () => desktop?.showInFolder(main.id) });
  entries.push({ label: words.rerun, icon: Repeat2, run: () => void rerun(item) }, 'line', {
    label: words.remove,
    icon: Trash2,
    danger: true,
    // The engine refuses it; the menu says so before.
    disabled: kept !== null,
    ...(kept !== null ? { hint: kept } : { keys: 'Del' }),
    run: () => void removeAll([item]),
  });
  return entries;
}

/** The end of a path says which file it is. */
const longestPath = 44;
const shortened = (path: string): string =>
  path.length > longestPath ? `…${path.slice(-longestPath)}` : path;
