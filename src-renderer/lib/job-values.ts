import type { Job } from '../../src-shared/contract/shapes.ts';

/** A form to open: `shown` are the names of files, `from` the takes of texts. */
type Form = {
  workflow: string;
  values: Record<string, unknown>;
  shown: Record<string, string>;
  from: Record<string, string>;
};

/** What a job was asked for, as the composer takes it again: its files are those that it had. */
export function againOf({ id, workflow, params, inputs, origins }: Job): Form {
  const isFile = (field: string): boolean => inputs.some((input) => input.field === field);
  const files = inputs.map((input) => [input.field, `job:${id}`]);
  return {
    workflow,
    values: { ...params, ...Object.fromEntries(files) },
    shown: Object.fromEntries(inputs.map((input) => [input.field, input.name])),
    from: Object.fromEntries(
      origins.flatMap(({ field, take }) => (take === null || isFile(field) ? [] : [[field, take]])),
    ),
  };
}
