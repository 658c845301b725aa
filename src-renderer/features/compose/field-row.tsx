import { memo } from 'react';
import type { FieldSpec, Workflow } from '../../../src-shared/workflows/workflow.ts';
import { draftOf, useDrafts } from '../../stores/drafts.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';
import { Field } from '../../ui/field.tsx';
import { change } from './change.ts';
import { keyOf, useCompose } from './state.ts';
import { isSlider, readout } from './widgets/number.tsx';
import { widgets } from './widgets.ts';

type Props = { workflow: Workflow; field: FieldSpec; wrong: string | null };

/** One field of the form, drawn by the widget that it names. It draws itself anew with its own value only. */
export const FieldRow = memo(function FieldRow({ workflow, field, wrong }: Props) {
  const at = { workflow: workflow.id, field: field.name };
  const value = useDrafts(
    (drafts) => draftOf(drafts, at.workflow).values[field.name] ?? field.default ?? null,
  );
  const shown = useDrafts((drafts) => draftOf(drafts, at.workflow).shown[field.name]);
  const refused = useCompose((state) => state.refused[keyOf(at)]);
  const Widget = widgets[field.widget];
  return (
    <div data-field={field.name}>
      <Field label={field.label} error={refused ?? wrong} aside={<Aside field={field} value={value} />}>
        {(ids) => (
          <div data-input className="flex flex-col">
            <Widget
              workflow={workflow}
              field={field}
              value={value}
              shown={shown}
              ids={ids}
              set={(next, name) => change(at, next, name)}
            />
          </div>
        )}
      </Field>
    </div>
  );
});

const countedFrom = 0.8;

/** What is worth knowing beside the label: what a slider stands at, how much of a text is used, that a field may stay empty. */
function Aside({ field, value }: { field: FieldSpec; value: unknown }) {
  if (isSlider(field)) return <Figures>{readout(field, value)}</Figures>;
  const length = typeof value === 'string' ? value.length : 0;
  const { max, widget } = field;
  const isText = widget === 'longtext' || widget === 'text';
  if (isText && max !== undefined && length > (max <= 5_000 && field.required ? 0 : max * countedFrom))
    return <Figures>{say.compose.count(amount(length), amount(max))}</Figures>;
  const mayStayEmpty = !field.required && (field.default ?? '') === '' && !length && widget !== 'history';
  return mayStayEmpty ? <span className="text-small text-text-3">{say.compose.optional}</span> : null;
}

const Figures = ({ children }: { children: string }) => (
  <span className="figures text-text-3">{children}</span>
);
