import { Coins, ListVideo, PanelLeft, PanelRight, Search } from 'lucide-react';
import { cx } from '../lib/classes.ts';
import { useNarrow } from '../lib/use-narrow.ts';
import { useCredits } from '../stores/hooks.ts';
import { useMirror } from '../stores/mirror.ts';
import { useFinalsLater, useOffline } from '../stores/offline.ts';
import { show, toggleQueue, useView } from '../stores/view.ts';
import { say } from '../texts/say.ts';
import { amount } from '../texts/words.ts';
import { IconButton } from '../ui/button.tsx';
import { Hint } from '../ui/hint.tsx';
import { Keys } from '../ui/keys.tsx';

export function TitleBar() {
  const demo = useMirror((mirror) => mirror.info?.demo === true);
  const onStudio = useView((view) => view.page === 'studio');
  const composerOpen = useView((view) => view.composerOpen);
  const narrow = useNarrow();
  const inspectorOpen = useView((view) => view.inspectorOpen) && !(narrow && composerOpen);
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b bg-panel pr-2 pl-4">
      <h1 className="flex items-center gap-2 text-title font-semibold">
        <img src="./icon.svg" alt="" width={20} height={20} />
        {say.shell.name}
      </h1>
      {demo && (
        <Hint text={say.shell.demoHint}>
          <span className="caps rounded-[4px] border border-line-strong px-1.5 text-text-2">
            {say.shell.demo}
          </span>
        </Hint>
      )}
      <button
        type="button"
        onClick={() => useView.setState({ layer: 'palette' })}
        className="mx-auto flex h-7 w-80 items-center gap-2 rounded-control border border-line bg-window px-2.5 text-text-3 hover:border-line-strong hover:text-text-2 max-md:w-40"
      >
        <Search size={14} strokeWidth={1.5} aria-hidden />
        <span className="flex-1 truncate text-left text-small">{say.shell.find}</span>
        <Keys keys="mod+k" />
      </button>
      <OnlineMark />
      <QueueMark />
      <CreditsMark />
      {/* Kept in their place on the other pages, so that nothing beside them moves. */}
      <span className={cx('flex border-l pl-2', !onStudio && 'invisible')}>
        <IconButton
          icon={PanelLeft}
          label={say.shell.regions.composer}
          pressed={composerOpen}
          onClick={() => useView.setState({ composerOpen: !composerOpen })}
        />
        <IconButton
          icon={PanelRight}
          label={say.shell.regions.inspector}
          pressed={inspectorOpen}
          onClick={() =>
            useView.setState({
              inspectorOpen: !inspectorOpen,
              ...(narrow && !inspectorOpen ? { composerOpen: false } : {}),
            })
          }
        />
      </span>
    </header>
  );
}

/** Offline where a provider cannot be reached: everything but submitting works. */
function OnlineMark() {
  const connection = useMirror((mirror) => mirror.connection);
  const offline = useOffline();
  const finals = useFinalsLater();
  const text =
    connection === 'connecting'
      ? say.shell.connecting
      : offline || connection === 'lost'
        ? say.shell.offline(finals)
        : say.shell.online;
  const good = connection === 'live' && !offline;
  return (
    <span role="status" className="flex items-center gap-1.5 text-small text-text-2">
      <span className={cx('size-2 rounded-full', good ? 'bg-done' : 'bg-text-3')} aria-hidden />
      {text}
    </span>
  );
}

function QueueMark() {
  const jobs = useMirror((mirror) => mirror.groups.running.length + mirror.groups.waiting.length);
  return (
    <button
      type="button"
      onClick={toggleQueue}
      className="flex h-7 items-center gap-1.5 rounded-control px-2 text-small text-text-2 hover:bg-raised hover:text-text"
    >
      <ListVideo size={16} strokeWidth={1.5} aria-hidden />
      <span className="figures">{say.shell.queue(jobs)}</span>
    </button>
  );
}

function CreditsMark() {
  const { available, held } = useCredits();
  return (
    <button
      type="button"
      title={say.shell.creditsLabel}
      onClick={() => show('spend')}
      className="flex h-7 items-center gap-1.5 rounded-control px-2 text-small text-text-2 hover:bg-raised hover:text-text"
    >
      <Coins size={16} strokeWidth={1.5} aria-hidden />
      <span className="figures">{say.shell.credits(amount(available), amount(held))}</span>
    </button>
  );
}
