import { randomBytes } from 'node:crypto';
import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { CreateInput } from '../../../../src-shared/contract/jobs.ts';
import type { Price } from '../../../../src-shared/contract/shapes.ts';
import { type Priority, priorities, type Review, reviews } from '../../../../src-shared/domain/job.ts';
import { tells } from '../../../../src-shared/texts/cli.ts';
import { workflows } from '../../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../../src-shared/workflows/workflow.ts';
import type { Client } from '../../../api/client.ts';
import { short, textOf, type Values } from '../args.ts';
import type { Call, Command, Options } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { helpOfCommand, helpOfWorkflow } from '../help.ts';
import { optionsOfFields, readParams } from '../param-flags.ts';
import { createInput } from '../read-input.ts';
import { dollars, shapeWords } from '../show-job.ts';
import { pairs } from '../table.ts';
import { showJobs, waitAndShow } from '../waiting.ts';

export const waitOptions: Options = {
  'no-wait': { summary: 'return once it is on disk' },
};

const runOptions: Options = {
  review: {
    value: 'auto|hold',
    summary: 'go on to the final by itself, or stop at the preview',
    choices: reviews,
  },
  priority: { value: 'low|normal|high', summary: 'place in the queue', choices: priorities },
  count: { value: 'N', summary: 'as many equal jobs, all or none', whole: { min: 1, max: 100 } },
  ...waitOptions,
  'dry-run': { summary: 'check the parameters and tell the price; write nothing' },
  params: { value: 'FILE|-', summary: 'parameters as a JSON object; flags win over it' },
};

const optionsOf = (workflow: Workflow): Options => ({ ...optionsOfFields(workflow.fields), ...runOptions });

const named = (name: string | undefined): Workflow => {
  const found = workflows.find((w) => w.id === name);
  if (found) return found;
  throw new RushesError('UNKNOWN_WORKFLOW', {
    field: 'workflow',
    subject: `"${short(name ?? '')}"`,
    rule: workflows.map((w) => w.id).join(', '),
  });
};

export const runCommand: Command = {
  name: 'run',
  usage: 'run WORKFLOW [parameters]',
  summary: `make a job and wait for it; workflows: ${workflows.map((w) => w.id).join(', ')}`,
  // Those of every workflow, so that the name of the workflow is found among them; `narrow` then holds its own.
  options: Object.assign({}, ...workflows.map(optionsOf)) as Options,
  takes: ['WORKFLOW'],
  narrow: ([name]) => optionsOf(named(name)),
  help: ([name]) =>
    name === undefined
      ? `${helpOfCommand({ ...runCommand, options: runOptions })}\n\nParameters: \`rushes run WORKFLOW --help\`.`
      : helpOfWorkflow(named(name), runOptions),
  run,
};

async function run(call: Call): Promise<number> {
  const { values } = call;
  const workflow = named(call.positionals[0]);
  const params = await readParams(workflow, values, createInput(call.world.stdin));
  const input: CreateInput = { workflow: workflow.id, params, ...settingsOf(values) };
  if (values['dry-run']) return dryRun(call, input);

  const wait = !values['no-wait'];
  const link = await call.connect(wait);
  // One key for this command: the same call sent again after a loss answers the jobs that were made.
  const key = randomBytes(16).toString('hex');
  const { jobs } = await link.ask((client) => client.jobs.create({ ...input, key }));
  const many = (input.count ?? 1) > 1;
  if (wait) return waitAndShow(call, link, { jobs, many });
  showJobs(call, jobs, { many });
  call.screen.note(tells.inHands);
  return exits.done;
}

function settingsOf(values: Values): Omit<CreateInput, 'workflow' | 'params'> {
  const count = textOf(values, 'count');
  const priority = textOf(values, 'priority');
  const review = textOf(values, 'review');
  return {
    ...(priority === undefined ? {} : { priority: priority as Priority }),
    ...(review === undefined ? {} : { review: review as Review }),
    ...(count === undefined ? {} : { count: Number(count) }),
  };
}

async function dryRun(call: Call, input: CreateInput): Promise<number> {
  const link = await call.connect(false);
  const estimate = await link.ask((client) => client.jobs.estimate(input));
  const { price, count } = estimate;
  call.screen.show(estimate, () =>
    pairs([
      ['Workflow', `${estimate.workflow}${count > 1 ? `, ${count} times` : ''}`],
      ...estimate.inputs.map((one): [string, string] => [
        one.field,
        shapeWords({ durationS: one.seconds, width: one.width, height: one.height }),
      ]),
      ['Credits', `${price.total * count} (${price.preview * count} of them for the preview)`],
      ['Provider', providerPrice(price, count)],
      ['Time', timeText(estimate)],
      ['', 'Nothing was written.'],
    ]),
  );
  return exits.done;
}

type Estimate = Awaited<ReturnType<Client['jobs']['estimate']>>;

/** Dollars with where they come from; what is not known is said so. */
function providerPrice({ usd, usdRange, source }: Price, count: number): string {
  if (usd === null) return 'its price in dollars is not known';
  if (source !== 'learned' || usdRange === null) return `about ${dollars(usd * count)}, by its price list`;
  const [low, high] = usdRange;
  return `${dollars(low * count)} to ${dollars(high * count)}, by what it has billed before`;
}

function timeText({ times, expectedS }: Estimate): string {
  const { preview, final } = times;
  const range = [preview, final].every((one) => one.rangeS !== null)
    ? `, ${(preview.rangeS?.[0] ?? 0) + (final.rangeS?.[0] ?? 0)} to ${(preview.rangeS?.[1] ?? 0) + (final.rangeS?.[1] ?? 0)} s by what was seen here`
    : '';
  return `about ${expectedS} s${range}`;
}
