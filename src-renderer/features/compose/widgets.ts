import type { FieldSpec } from '../../../src-shared/workflows/workflow.ts';
import { Choice } from './widgets/choice.tsx';
import { FileField } from './widgets/file.tsx';
import { History } from './widgets/history.tsx';
import { LongText } from './widgets/longtext.tsx';
import { NumberField } from './widgets/number.tsx';
import { Text } from './widgets/text.tsx';
import type { Widget } from './widgets/widget.ts';

/** How each kind of field is drawn. A workflow names the widget; a new one is one line here. */
export const widgets: Record<FieldSpec['widget'], Widget> = {
  longtext: LongText,
  text: Text,
  number: NumberField,
  choice: Choice,
  history: History,
  image: FileField,
  audio: FileField,
};
