import { MessagesSquare, X } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { Job } from '../../../../src-shared/contract/shapes.ts';
import { textOf as loadText } from '../../../lib/stored-file.ts';
import { type Mirror, useMirror } from '../../../stores/mirror.ts';
import { attempt } from '../../../stores/notices.ts';
import { say } from '../../../texts/say.ts';
import { aboutJob } from '../../../texts/words.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ActionMenu, type MenuEntry } from '../../../ui/menu.tsx';
import { answerOf, turnsAfter, turnsOf } from '../turns.ts';
import type { WidgetProps } from './widget.ts';

const words = say.compose.history;
const mostChats = 10;
const mostShown = 6;

/** The turns that go along with a prompt: none, or those of an earlier chat. */
export function History({ workflow, field, value, ids, set }: WidgetProps) {
  const turns = turnsOf(value);
  const chats = useMirror(useShallow((mirror) => chatsOf(mirror, workflow.id)));
  const take = (job: Job): void =>
    void attempt(async () => {
      const asset = answerOf(job);
      if (asset !== null) set(turnsAfter(job, await loadText(asset)));
    });
  const entries: MenuEntry[] = chats.map((job, i) => ({
    label: `${aboutJob(job).slice(0, 60)}${chats.findIndex((one) => aboutJob(one) === aboutJob(job)) < i ? ` (${i + 1})` : ''}`,
    icon: MessagesSquare,
    run: () => take(job),
  }));
  if (entries.length === 0) entries.push({ label: words.none, disabled: true, run: () => undefined });
  return (
    <div className="flex flex-col gap-2">
      {turns.length > 0 && (
        <ol className="flex flex-col gap-1.5 rounded-control border bg-window p-2.5">
          {turns.slice(-mostShown).map((turn, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: turns are only shown, in their order
            <li key={i} className="flex flex-col">
              <span className="caps text-text-3">{words.roles[turn.role]}</span>
              <span className="line-clamp-2 break-words text-small text-text-2">
                {turn.text.slice(0, 300)}
              </span>
            </li>
          ))}
        </ol>
      )}
      <div className="flex items-center justify-between gap-2">
        <span className="text-small text-text-3">
          {turns.length === 0 ? words.empty : words.turns(turns.length)}
        </span>
        <span className="flex">
          <ActionMenu entries={entries}>
            <Button
              id={ids.id}
              size="small"
              look="quiet"
              aria-label={`${field.label}: ${words.take}`}
              aria-describedby={ids.describedBy}
            >
              {words.take}
            </Button>
          </ActionMenu>
          {turns.length > 0 && (
            <IconButton icon={X} label={words.clear} className="size-7!" onClick={() => set(undefined)} />
          )}
        </span>
      </div>
    </div>
  );
}

function chatsOf({ jobs, newest }: Mirror, workflow: string): Job[] {
  const found: Job[] = [];
  for (const id of newest) {
    const job = jobs.get(id);
    if (job?.workflow === workflow && answerOf(job) !== null) found.push(job);
    if (found.length >= mostChats) break;
  }
  return found;
}
