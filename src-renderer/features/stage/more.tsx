import { ArrowRightFromLine, Copy, Ellipsis, FolderOpen, Link, Repeat2, Trash2 } from 'lucide-react';
import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import { desktop } from '../../api/desktop.ts';
import { type Use, usesOf } from '../../lib/chaining.ts';
import { promptIn } from '../../lib/image-prompt.ts';
import { againOf } from '../../lib/job-values.ts';
import { useStoredText } from '../../lib/stored-file.ts';
import { mainAsset } from '../../lib/takes.ts';
import { removeTake } from '../../stores/actions.ts';
import { copyText } from '../../stores/copy.ts';
import { useInComposer as compose } from '../../stores/drafts.ts';
import { say } from '../../texts/say.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ActionMenu, type MenuEntry } from '../../ui/menu.tsx';

const isText = (kind: string | undefined): boolean => kind === 'text' || kind === 'json';

/** Where a take can go on to. Its text is read for that, where it is one. */
function useUses(job: Job, take: Take | undefined): { uses: Use[]; text: string | null } {
  const main = mainAsset(take);
  const { text } = useStoredText(isText(main?.kind) ? (main?.id ?? null) : null);
  return { uses: take ? usesOf({ job, take, text }, workflows) : [], text };
}

const entryOf = (use: Use): MenuEntry => ({
  label: say.stage.actions.goOnIn(use.title),
  icon: ArrowRightFromLine,
  run: () => compose(use),
});

export function More({ job, take }: { job: Job; take: Take | undefined }) {
  const words = say.stage.actions;
  const { uses } = useUses(job, take);
  const main = mainAsset(take);
  const link = main?.mirror?.deliveryUrl;
  const entries: MenuEntry[] = [
    ...uses.map(entryOf),
    ...(uses.length > 0 ? (['line'] as const) : []),
    {
      label: words.rerun,
      icon: Repeat2,
      run: () => compose(againOf(job)),
    },
  ];
  if (main) entries.push({ label: words.copyPath, icon: Copy, run: () => void copyText(main.path) });
  if (main && desktop)
    entries.push({ label: words.showInFolder, icon: FolderOpen, run: () => desktop?.showInFolder(main.id) });
  if (link) entries.push({ label: words.copyLink, icon: Link, run: () => void copyText(link) });
  if (take)
    entries.push('line', {
      label: words.remove,
      icon: Trash2,
      danger: true,
      // The engine refuses both; the menu says so before.
      disabled: take.starred || job.can.includes('cancel') || job.can.includes('approve'),
      run: () => void removeTake(take.id),
    });
  return (
    <ActionMenu entries={entries}>
      <IconButton icon={Ellipsis} label={words.more} />
    </ActionMenu>
  );
}

/** Below a text: copy it, or go on with it. */
export function TextActions({ job, take }: { job: Job; take: Take }) {
  const { uses, text } = useUses(job, take);
  const words = say.stage.actions;
  const shown = text !== null && job.workflow === 'image_prompt' ? promptIn(text) : text;
  return (
    <div className="flex h-12 items-center justify-center gap-2 border-t px-3">
      <Button
        icon={Copy}
        size="small"
        disabled={shown === null}
        onClick={() => shown !== null && void copyText(shown)}
      >
        {words.copyText}
      </Button>
      {uses.length === 1 && uses[0] && (
        <Button size="small" icon={ArrowRightFromLine} onClick={() => uses[0] && compose(uses[0])}>
          {words.goOnIn(uses[0].title)}
        </Button>
      )}
      {uses.length > 1 && (
        <ActionMenu entries={uses.map(entryOf)} align="start">
          <Button size="small" icon={ArrowRightFromLine}>
            {words.useInMenu}
          </Button>
        </ActionMenu>
      )}
    </div>
  );
}
