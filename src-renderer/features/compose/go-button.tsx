import { Check, ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { priorities, type Review } from '../../../src-shared/domain/job.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { call } from '../../api/connect.ts';
import { clearDraft, draftOf, setPriority, useDrafts } from '../../stores/drafts.ts';
import { useMirror } from '../../stores/mirror.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { Keys } from '../../ui/keys.tsx';
import { ActionMenu, type MenuEntry } from '../../ui/menu.tsx';
import { send } from './send.ts';

const words = say.compose;

/** Whether a workflow stops for review: as a person has set it, else as the workflow has it. */
function useReview(workflow: Workflow): Review {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const [set, setSet] = useState<Readonly<Record<string, Review>>>({});
  useEffect(() => {
    if (!live) return;
    call((client) => client.settings.get()).then(
      ({ review }) => setSet(review),
      () => undefined,
    );
  }, [live]);
  return set[workflow.id] ?? workflow.review;
}

/** The main action of the studio, and other ways to take it. */
export function GoButton({ workflow }: { workflow: Workflow }) {
  const review = useReview(workflow);
  const priority = useDrafts((drafts) => draftOf(drafts, workflow.id).priority);
  // What the button says is what is sent, whatever the setting has become elsewhere.
  const go = (other: Review = review): void => void send(workflow, { review: other, priority });
  useSendKey(() => go());
  const label = review === 'hold' ? words.go.preview : workflow.id === 'chat' ? words.go.chat : words.go.run;
  const entries: MenuEntry[] = [
    review === 'hold'
      ? { label: words.byItself, hint: words.byItselfHint, run: () => go('auto') }
      : { label: words.hold, run: () => go('hold') },
    'line',
    ...priorities.map(
      (one): MenuEntry => ({
        label: words.priority[one],
        ...(one === priority ? { icon: Check } : {}),
        run: () => setPriority(workflow.id, one),
      }),
    ),
    'line',
    { label: words.draft.clear, run: () => clearDraft(workflow.id) },
  ];
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex">
        <Button
          look="main"
          className="min-w-0 flex-1 rounded-r-none!"
          // The second click of a double click is not a second wish.
          onClick={(event) => event.detail <= 1 && go()}
        >
          {label}
          <span className="ml-1 opacity-70 [&_kbd]:border-on-accent/40 [&_kbd]:text-on-accent">
            <Keys keys="mod+enter" />
          </span>
        </Button>
        <ActionMenu entries={entries}>
          <Button
            look="main"
            icon={ChevronDown}
            aria-label={words.goMenu}
            className="ml-px w-8 rounded-l-none! px-0!"
          />
        </ActionMenu>
      </div>
      {priority !== 'normal' && <p className="text-small text-text-3">{words.priority[priority]}</p>}
    </div>
  );
}

/**
 * Ctrl or Command with Enter, from anywhere in the studio. Heard before anything on the page: a button or a menu that has the focus would take
 * the Enter for itself.
 */
function useSendKey(go: () => void): void {
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const sends =
        event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!sends || event.isComposing || document.querySelector('[role="dialog"],[role="menu"]')) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) latest.current();
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
