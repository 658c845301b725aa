import type * as z from 'zod/mini';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Inputs, Workflow } from '../../../src-shared/workflows/workflow.ts';

/** The workflow of that name, or UNKNOWN_WORKFLOW naming those that exist. */
export function workflowNamed(workflows: readonly Workflow[], name: string): Workflow {
  const found = workflows.find((w) => w.id === name);
  if (!found) {
    throw new RushesError('UNKNOWN_WORKFLOW', {
      field: 'workflow',
      subject: `"${name.slice(0, 60)}"`,
      rule: workflows.map((w) => w.id).join(', '),
    });
  }
  return found;
}

/** Parameters as the workflow's schema reads them, or BAD_INPUT naming the first field at fault and its rule. */
export function checkParams(workflow: Workflow, raw: Record<string, unknown>): Record<string, unknown> {
  const checked = workflow.params.safeParse(raw);
  if (checked.success) return checked.data as Record<string, unknown>;
  throw badParam(workflow, raw, checked.error.issues);
}

/** Rules that take several fields or the files to judge; BAD_INPUT names the field that has to change. */
export function checkTogether(workflow: Workflow, params: unknown, inputs: Inputs): void {
  const complaint = workflow.check?.(params, inputs);
  if (complaint) throw new RushesError('BAD_INPUT', { ...complaint });
}

function badParam(
  workflow: Workflow,
  raw: Record<string, unknown>,
  issues: readonly z.core.$ZodIssue[],
): RushesError {
  const issue = issues[0];
  if (issue?.code === 'unrecognized_keys') {
    return new RushesError('BAD_INPUT', {
      field: issue.keys[0],
      rule: `a parameter of ${workflow.id}: ${workflow.fields.map((f) => f.name).join(', ')}`,
      found: 'none of them',
    });
  }
  const name = String(issue?.path[0] ?? 'params');
  const field = workflow.fields.find((f) => f.name === name);
  return new RushesError('BAD_INPUT', {
    field: name,
    rule: field?.rule ?? issue?.message ?? 'valid',
    found: found(raw[name]),
  });
}

/** What was given, short enough for a sentence; a long text is told by its length. */
function found(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') {
    if (value.trim() === '') return 'empty';
    return value.length > 40 ? `a text of ${value.length.toLocaleString('en')} characters` : `"${value}"`;
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : String(value);
}
