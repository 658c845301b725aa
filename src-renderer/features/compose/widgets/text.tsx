import { say } from '../../../texts/say.ts';
import { TextInput } from '../../../ui/input.tsx';
import { textOf, type WidgetProps } from './widget.ts';

export function Text({ field, value, ids, set }: WidgetProps) {
  return (
    <TextInput
      id={ids.id}
      value={textOf(value)}
      aria-describedby={ids.describedBy}
      aria-invalid={ids.invalid}
      placeholder={say.compose.placeholders[field.name]}
      onChange={(event) => set(event.target.value)}
    />
  );
}
