import * as Group from '@radix-ui/react-toggle-group';
import { draftOf, useDrafts } from '../../../stores/drafts.ts';
import { say } from '../../../texts/say.ts';
import { Segments } from '../../../ui/segments.tsx';
import { Select } from '../../../ui/select.tsx';
import { choicesOf, modelTitle } from '../form.ts';
import { VoiceField } from './voice.tsx';
import { textOf, type WidgetProps } from './widget.ts';

const mostSegments = 4;
const mostChars = 30;
const ratioPattern = /^\d+:\d+$/;

const wordOf = (choice: string): string => say.compose.choices[choice] ?? choice;

/** One of several, drawn by what they are: frames for ratios, voices with their sample, a few words all in view, else a list. */
export function Choice(props: WidgetProps) {
  const { field } = props;
  const choices = field.choices ?? [];
  if (field.name === 'voice') return <VoiceField {...props} />;
  if (field.name === 'model') return <ModelChoice {...props} />;
  if (choices.some((choice) => ratioPattern.test(choice))) return <RatioChoice {...props} />;
  const words = choices.map(wordOf);
  const few = choices.length <= mostSegments && words.join('').length <= mostChars;
  return few ? <FewChoices {...props} /> : <ManyChoices {...props} />;
}

const FewChoices = ({ field, value, set }: WidgetProps) => (
  <Segments
    stretch
    label={field.label}
    value={textOf(value)}
    segments={(field.choices ?? []).map((choice) => ({ value: choice, label: wordOf(choice) }))}
    onChange={set}
  />
);

const ManyChoices = ({ field, value, ids, set }: WidgetProps) => (
  <Select
    id={ids.id}
    label={field.label}
    value={textOf(value)}
    describedBy={ids.describedBy}
    invalid={ids.invalid}
    choices={(field.choices ?? []).map((choice) => ({ value: choice, label: wordOf(choice) }))}
    onChange={set}
  />
);

/** Models go with the rest of the form, and are called as their makers call them. */
function ModelChoice({ workflow, field, value, ids, set }: WidgetProps) {
  const values = useDrafts((drafts) => draftOf(drafts, workflow.id).values);
  const choices = choicesOf(workflow, field, values).map((choice) => ({
    value: choice,
    label: modelTitle(workflow, values, choice),
  }));
  // The workflow chooses by itself where its default is none.
  const automatic = field.default === null ? [{ value: '', label: say.compose.automatic }] : [];
  return (
    <Select
      id={ids.id}
      label={field.label}
      value={textOf(value)}
      describedBy={ids.describedBy}
      invalid={ids.invalid}
      choices={[...automatic, ...choices]}
      onChange={(next) => set(next === '' ? undefined : next)}
    />
  );
}

const frameSide = 18;

/** The frame of a ratio, in pixels; its longer side is always the same. */
function frameOf(ratio: string): { width: number; height: number } {
  const [wide = 1, high = 1] = ratio.split(':').map(Number);
  const scale = frameSide / Math.max(wide, high);
  return { width: Math.round(wide * scale), height: Math.round(high * scale) };
}

const RatioChoice = ({ field, value, set }: WidgetProps) => (
  <Group.Root
    type="single"
    aria-label={field.label}
    value={textOf(value)}
    onValueChange={(next) => next !== '' && set(next)}
    className="flex rounded-control bg-window p-0.5"
  >
    {(field.choices ?? []).map((choice) => (
      <Group.Item
        key={choice}
        value={choice}
        className="group flex h-12 min-w-0 flex-1 flex-col items-center justify-end gap-1 rounded-[5px] pb-1 text-text-2 transition-colors quick hover:text-text data-[state=on]:bg-raised data-[state=on]:text-text"
      >
        <span className="flex flex-1 items-center" aria-hidden>
          <span
            className={`block rounded-[2px] border-[1.5px] border-text-3 group-data-[state=on]:border-text ${ratioPattern.test(choice) ? '' : 'border-dashed'}`}
            style={frameOf(ratioPattern.test(choice) ? choice : '1:1')}
          />
        </span>
        <span className="figures text-label">{wordOf(choice)}</span>
      </Group.Item>
    ))}
  </Group.Root>
);
