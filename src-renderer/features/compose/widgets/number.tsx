import * as Slider from '@radix-ui/react-slider';
import type { FieldSpec } from '../../../../src-shared/workflows/workflow.ts';
import { say } from '../../../texts/say.ts';
import { TextInput } from '../../../ui/input.tsx';
import { textOf, type WidgetProps } from './widget.ts';

const mostSteps = 60;

/** A small range with a value to begin with is a slider; everything else is typed. */
export function isSlider({ widget, min, max, step = 1, default: initial }: FieldSpec): boolean {
  if (widget !== 'number' || min === undefined || max === undefined) return false;
  return typeof initial === 'number' && (max - min) / step <= mostSteps;
}

/** What a slider stands at, as it is read beside the label. */
export function readout(field: FieldSpec, value: unknown): string {
  const decimals = String(field.step ?? 1).split('.')[1]?.length ?? 0;
  const figure = typeof value === 'number' ? value.toFixed(decimals) : textOf(value);
  return field.unit === undefined ? figure : `${figure} ${field.unit}`;
}

export const NumberField = (props: WidgetProps) =>
  isSlider(props.field) && typeof props.value === 'number' ? (
    <SlideField {...props} value={props.value} />
  ) : (
    <TypeField {...props} />
  );

function SlideField({ field, value, ids, set }: WidgetProps & { value: number }) {
  const { min = 0, max = 1, step = 1 } = field;
  return (
    <Slider.Root
      min={min}
      max={max}
      step={step}
      value={[value]}
      // Sums of steps carry crumbs: 0.1 + 0.2.
      onValueChange={([next]) => next !== undefined && set(Number(next.toFixed(4)))}
      onDoubleClick={() => set(undefined)}
      className="relative flex h-7 w-full touch-none items-center"
    >
      <Slider.Track className="relative h-1 flex-1 rounded-full bg-pressed">
        <Slider.Range className="absolute h-full rounded-full bg-text-3" />
      </Slider.Track>
      <Slider.Thumb
        id={ids.id}
        aria-label={field.label}
        aria-describedby={ids.describedBy}
        aria-valuetext={readout(field, value)}
        className="block size-3.5 rounded-full bg-text"
      />
    </Slider.Root>
  );
}

function TypeField({ field, value, ids, set }: WidgetProps) {
  const typed = (raw: string): unknown => {
    if (raw.trim() === '') return undefined;
    // What is no number yet is kept as it was typed, and said to be none.
    return String(Number(raw)) === raw.trim() ? Number(raw) : raw;
  };
  return (
    <div className="relative">
      <TextInput
        id={ids.id}
        inputMode="decimal"
        className="figures"
        value={textOf(value)}
        aria-describedby={ids.describedBy}
        aria-invalid={ids.invalid}
        placeholder={say.compose.placeholders[field.name]}
        onChange={(event) => set(typed(event.target.value))}
      />
      {field.unit && (
        <span className="pointer-events-none absolute top-1.5 right-2.5 text-small text-text-3">
          {field.unit}
        </span>
      )}
    </div>
  );
}
