import { Scissors } from 'lucide-react';
import type { ClipboardEvent } from 'react';
import { copyText } from '../../../stores/copy.ts';
import { useDrafts } from '../../../stores/drafts.ts';
import { notify } from '../../../stores/notices.ts';
import { say } from '../../../texts/say.ts';
import { amount } from '../../../texts/words.ts';
import { Button } from '../../../ui/button.tsx';
import { TextArea } from '../../../ui/input.tsx';
import { UseTake } from './use-take.tsx';
import { textOf, type WidgetProps } from './widget.ts';

/** A text box becomes slow long before a text of so many characters; a longer one is kept and shown in part. */
const mostInBox = 200_000;
const shownChars = 400;

export function LongText(props: WidgetProps) {
  const { workflow, field, ids, set } = props;
  const text = textOf(props.value);
  if (text.length > mostInBox) return <TooLong {...props} />;
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const pasted = event.clipboardData.getData('text/plain');
    if (text.length + pasted.length <= mostInBox) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    set(text.slice(0, selectionStart) + pasted + text.slice(selectionEnd));
  };
  const placeholder =
    field.required || field.name === 'prompt' ? say.compose.prompts[workflow.id] : undefined;
  return (
    <>
      <TextArea
        id={ids.id}
        rows={field.required ? 5 : 3}
        value={text}
        aria-describedby={ids.describedBy}
        aria-invalid={ids.invalid}
        placeholder={placeholder ?? say.compose.placeholders[field.name]}
        onChange={(event) => set(event.target.value)}
        onPaste={onPaste}
      />
      <UseTake {...props} />
    </>
  );
}

/** A text that no box could hold: it is all there, and a person says what becomes of it. */
function TooLong({ field, value, ids, set }: WidgetProps) {
  const words = say.compose.long;
  const text = textOf(value);
  const kept = useDrafts((drafts) => drafts.kept);
  const undo = { label: say.undo, run: () => set(text) };
  return (
    <div className="flex flex-col gap-2 rounded-control border border-failed bg-window p-2.5">
      <p className="caps text-text-3">{words.shown(amount(text.length))}</p>
      <p className="line-clamp-4 break-words text-text-2">{text.slice(0, shownChars)}…</p>
      {!kept && <p className="text-small text-held">{say.compose.draft.memory}</p>}
      <div className="flex flex-wrap gap-1">
        {field.max !== undefined && (
          <Button
            id={ids.id}
            size="small"
            icon={Scissors}
            aria-label={`${field.label}: ${words.cut(amount(field.max))}`}
            aria-describedby={ids.describedBy}
            onClick={() => {
              set(text.slice(0, field.max));
              notify({ text: words.cutDone, action: undo });
            }}
          >
            {words.cut(amount(field.max))}
          </Button>
        )}
        <Button size="small" look="quiet" onClick={() => void copyText(text)}>
          {words.copy}
        </Button>
        <Button
          size="small"
          look="quiet"
          onClick={() => {
            set(undefined);
            notify({ text: say.compose.draft.cleared, action: undo });
          }}
        >
          {words.remove}
        </Button>
      </div>
    </div>
  );
}
