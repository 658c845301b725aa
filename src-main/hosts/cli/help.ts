import { previewShareOf } from '../../../src-shared/domain/ledger.ts';
import { type FieldSpec, fileFields, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import { globalOptions } from './args.ts';
import type { Command, Options } from './command.ts';
import { flagName, valueName } from './param-flags.ts';
import { pairs, wrap } from './table.ts';

/** Help, made from the table of commands and the field specs of the workflows. */

const listed = (options: Options): string =>
  pairs(
    Object.entries(options).map(
      ([name, spec]) => [`--${name}${spec.value ? ` ${spec.value}` : ''}`, spec.summary] as const,
    ),
    '  ',
  );

export function helpOfAll(commands: readonly Command[], version: string): string {
  const lines = commands.filter((c) => !c.hidden).map((c) => row(c.usage, c.summary));
  return [
    `Rushes ${version}: a cheap preview of every AI generation first, the expensive final only after.`,
    `Usage: rushes COMMAND [flags]\n\n${lines.join('\n')}`,
    `Flags of every command, before or after it:\n${listed(globalOptions)}`,
    exitText,
    'More: `rushes COMMAND --help`, `rushes run WORKFLOW --help`.',
  ].join('\n\n');
}

const usageWidth = 34;
const lineWidth = 104;

/** A usage and what it does beside it, or below it where it is long; wrapped. */
function row(usage: string, summary: string): string {
  const lines = wrap(summary, lineWidth - usageWidth);
  const space = ' '.repeat(usageWidth + 4);
  const first = usage.length > usageWidth ? `  ${usage}\n${space}` : `  ${usage.padEnd(usageWidth)}  `;
  return first + lines.join(`\n${space}`);
}

const exitText = `Exit codes: 0 done; 1 failed; 2 bad input, nothing was written; 3 waits for a person (key, balance, budget, price,
paused, offline, credits); 4 cancelled or rejected; 5 checking or decision.`;

export function helpOfCommand({ usage, summary, options }: Command): string {
  const own = Object.keys(options).length > 0 ? `\n\n${listed(options)}` : '';
  return `rushes ${usage}\n${summary}${own}`;
}

/** Every parameter of a workflow with its rule, default and flag; what it costs, what each stage makes, and how long it takes. */
export function helpOfWorkflow(workflow: Workflow, options: Options): string {
  const { preview, final } = workflow.stages;
  return [
    `rushes run ${workflow.id} [parameters] [flags]\n${workflow.title}. ${workflow.summary}`,
    pairs([
      ['Price', priceText(workflow)],
      ['Preview', `${preview.limit}; about ${preview.expectedSeconds} s`],
      ['Final', `${final.limit}; about ${final.expectedSeconds} s`],
      [
        'Review',
        workflow.review === 'hold'
          ? 'stops at the preview until it is approved'
          : 'goes on to the final by itself',
      ],
    ]),
    `Parameters:\n${workflow.fields.map(fieldText).join('\n')}`,
    `Flags:\n${listed(options)}`,
  ].join('\n\n');
}

function fieldText(field: FieldSpec): string {
  const flag = flagName(field.name);
  const from = field.widget === 'longtext' ? ` (or --${flag}-file FILE, - for standard input)` : '';
  const fixed =
    field.default === undefined || field.default === null || field.default === ''
      ? []
      : [`default ${field.default}${field.unit ? ` ${field.unit}` : ''}`];
  const needs = field.required ? ['required'] : fixed;
  return `  --${flag} ${valueName(field)}${from}\n      ${wrap([field.label, field.rule, ...needs].join('; '), lineWidth).join('\n      ')}`;
}

/** The price of the shortest or longest file that is taken; undefined where it depends on parameters. */
function creditsAt(workflow: Workflow, end: 'least' | 'most'): number | undefined {
  const inputs = Object.fromEntries(
    fileFields(workflow).map(({ name, file }) => [
      name,
      {
        kind: file.kind,
        width: null,
        height: null,
        seconds: file.kind === 'audio' ? file[end] : null,
        silences: [],
      },
    ]),
  );
  try {
    const credits = workflow.credits({}, inputs);
    return Number.isSafeInteger(credits) ? credits : undefined;
  } catch {
    return undefined;
  }
}

/** Known without parameters only where the price does not depend on them. */
function priceText(workflow: Workflow): string {
  const [least, most] = (['least', 'most'] as const).map((end) => creditsAt(workflow, end));
  if (least === undefined || most === undefined) return 'depends on the input; `--dry-run` tells it';
  if (least !== most) return `${least} to ${most} credits by the length of the file; \`--dry-run\` tells it`;
  const credits = least;
  if (credits === 0) return '0 credits';
  return `${credits} credits; ${previewShareOf(credits)} where the preview is rejected, 0 where the job fails`;
}
