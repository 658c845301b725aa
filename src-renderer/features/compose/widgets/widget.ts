import type { ComponentType } from 'react';
import type { FieldSpec, Workflow } from '../../../../src-shared/workflows/workflow.ts';

/** What a widget is given: its field, what it holds, and how it is tied to its label and note. */
export type WidgetProps = {
  workflow: Workflow;
  field: FieldSpec;
  /** What was typed, else the field's default; null: nothing. */
  value: unknown;
  /** The name of its file as people know it. */
  shown: string | undefined;
  ids: { id: string; describedBy: string | undefined; invalid: boolean };
  set(value: unknown, shown?: string): void;
};
export type Widget = ComponentType<WidgetProps>;

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
