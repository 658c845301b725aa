import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { Job } from '../../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../../src-shared/domain/job.ts';
import { tells } from '../../../../src-shared/texts/cli.ts';
import type { Client } from '../../../api/client.ts';
import { idOf, textOf, type Values } from '../args.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { showJobs, waitAndShow } from '../waiting.ts';
import { waitOptions } from './run.ts';

/** Commands that let a job go on, and wait for it as `run` does. */
export const goOnCommands: readonly Command[] = [
  {
    name: 'approve',
    usage: 'approve JOB...',
    summary: 'make the final of a previewed job, or agree to its price; several: all or none',
    options: waitOptions,
    takes: ['JOB...'],
    run: (call) => {
      const ids = call.positionals.map((typed) => idOf(typed, 'JOB'));
      return goOn(call, ids, {
        send: async (client) => (await client.jobs.approve({ jobs: ids })).jobs,
        past: (jobs) => jobs.every((job) => !job.can.includes('approve')),
      });
    },
  },
  {
    name: 'retry',
    usage: 'retry JOB',
    summary: 'run a failed, cancelled or rejected job again, on the same row; a finished preview is kept',
    options: waitOptions,
    takes: ['JOB'],
    run: async (call) => {
      const id = idOf(call.positionals[0], 'JOB');
      return goOn(call, [id], {
        send: async (client) => [(await client.jobs.retry({ job: id })).job],
        past: ([job], [before]) => !!job && (!isEnd(job.state) || lastGo(job) > lastGo(before)),
      });
    },
  },
  {
    name: 'resolve',
    usage: 'resolve JOB --found REQUEST_ID | --not-run | --pay-again',
    summary: 'decide on a job whose outcome nobody could tell',
    options: {
      found: { value: 'REQUEST_ID', summary: 'the provider has it: fetch it' },
      'not-run': { summary: 'the provider did not run it: fail the job, give the credits back' },
      'pay-again': { summary: 'send it again, even if the provider bills both' },
      ...waitOptions,
    },
    takes: ['JOB'],
    run: async (call) => {
      const id = idOf(call.positionals[0], 'JOB');
      const decision = decisionOf(call.values);
      return goOn(call, [id], {
        send: async (client) => [(await client.jobs.resolve({ job: id, decision })).job],
        // Each word is about one part: said twice it would decide about the next one.
        past: ([job], [before]) => inDoubt(job) < inDoubt(before) || !job?.can.includes('resolve'),
      });
    },
  },
];

type Action = {
  send(client: Client): Promise<Job[]>;
  /** Whether the jobs, looked at after a call that was cut off, are past what it asked for. */
  past(jobs: readonly Job[], before: readonly Job[]): boolean;
};

async function goOn(call: Call, ids: readonly string[], { send, past }: Action): Promise<number> {
  const wait = !call.values['no-wait'];
  const link = await call.connect(wait);
  const look = (client: Client): Promise<Job[]> =>
    Promise.all(ids.map(async (id) => (await client.jobs.get({ job: id })).job));
  const before = await link.ask(look);
  const jobs = await link.ask(send, async (client) => {
    const now = await look(client);
    return past(now, before) ? now : null;
  });
  const many = ids.length > 1;
  if (wait) return waitAndShow(call, link, { jobs, many });
  showJobs(call, jobs, { many });
  if (jobs.some((job) => !isEnd(job.state))) call.screen.note(tells.inHands);
  return exits.done;
}

const inDoubt = (job: Job | undefined): number =>
  job?.attempts.filter((a) => a.state === 'unknown').length ?? 0;

const lastGo = (job: Job | undefined): number => Math.max(0, ...(job?.attempts.map((a) => a.go) ?? []));

type Decision = Parameters<Client['jobs']['resolve']>[0]['decision'];

function decisionOf(values: Values): Decision {
  const found = textOf(values, 'found');
  const decisions: Decision[] = [
    ...(found === undefined ? [] : [{ kind: 'found', requestId: found } as const]),
    ...(values['not-run'] ? [{ kind: 'not_run' } as const] : []),
    ...(values['pay-again'] ? [{ kind: 'pay_again' } as const] : []),
  ];
  const [only, other] = decisions;
  if (only && !other) return only;
  throw new RushesError('BAD_INPUT', {
    field: 'decision',
    rule: 'exactly one of --found REQUEST_ID, --not-run and --pay-again',
    found: only ? 'more than one' : 'missing',
  });
}
