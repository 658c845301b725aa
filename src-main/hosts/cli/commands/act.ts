import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { Job } from '../../../../src-shared/contract/shapes.ts';
import { isLive } from '../../../../src-shared/domain/attempt.ts';
import type { JobAbility } from '../../../../src-shared/domain/job.ts';
import { tells } from '../../../../src-shared/texts/cli.ts';
import type { Client } from '../../../api/client.ts';
import { idOf, textOf } from '../args.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { showJobs } from '../waiting.ts';

/** Commands that change one job or the queue and are done at once. */
export const actCommands: readonly Command[] = [
  {
    name: 'reject',
    usage: 'reject JOB',
    summary: "end a previewed job; the preview's share is charged, the rest given back",
    options: {},
    takes: ['JOB'],
    run: (call) => actOn(call, 'reject', (client, job) => client.jobs.reject({ job })),
  },
  {
    name: 'cancel',
    usage: 'cancel JOB',
    summary: "end a job; before its preview is there it costs nothing, later the preview's share",
    options: {},
    takes: ['JOB'],
    run: (call) => actOn(call, 'cancel', (client, job) => client.jobs.cancel({ job })),
  },
  {
    name: 'next',
    usage: 'next JOB',
    summary: 'put a waiting job before all others',
    options: {},
    takes: ['JOB'],
    run: (call) => actOn(call, null, (client, job) => client.jobs.next({ job })),
  },
  {
    name: 'move',
    usage: 'move JOB --before JOB',
    summary: 'put a waiting job before another',
    options: { before: { value: 'JOB', summary: 'the job that it goes before' } },
    takes: ['JOB'],
    run: (call) => {
      const typed = needed(call, 'before', 'the id of another job');
      const before = idOf(typed, '--before');
      return actOn(call, null, (client, job) => client.jobs.move({ job, before }));
    },
  },
  {
    name: 'refund',
    usage: 'refund JOB --note TEXT',
    summary: 'give the credits of an ended job back',
    options: { note: { value: 'TEXT', summary: 'why; it stands in the ledger' } },
    takes: ['JOB'],
    run: (call) => {
      const note = needed(call, 'note', 'a text of 1 to 500 characters');
      return actOn(call, 'refund', (client, job) => client.jobs.refund({ job, note }));
    },
  },
  {
    name: 'pause',
    usage: 'pause',
    summary: 'send nothing more; what is at a provider is followed to its end',
    options: {},
    takes: [],
    run: (call) => setPaused(call, true),
  },
  {
    name: 'resume',
    usage: 'resume',
    summary: 'send again; also says that what a provider was paused for is mended',
    options: {},
    takes: [],
    run: (call) => setPaused(call, false),
  },
];

type Act = (client: Client, job: string) => Promise<{ job: Job }>;

/** @param ability what the job no longer allows once this took effect; null where it may simply be asked again */
async function actOn(call: Call, ability: JobAbility | null, act: Act): Promise<number> {
  const id = idOf(call.positionals[0], 'JOB');
  const link = await call.connect(false);
  const past = async (client: Client): Promise<{ job: Job } | null> => {
    const now = await client.jobs.get({ job: id });
    return ability !== null && !now.job.can.includes(ability) ? now : null;
  };
  const { job } = await link.ask((client) => act(client, id), past);
  showJobs(call, [job], { many: false });
  if (ability === 'cancel' && link.local() && job.attempts.some((a) => isLive(a.state)))
    call.screen.note(tells.stopLater);
  return exits.done;
}

function needed(call: Call, flag: string, rule: string): string {
  const value = textOf(call.values, flag)?.trim();
  if (value) return value;
  throw new RushesError('BAD_INPUT', {
    field: `--${flag}`,
    rule,
    found: value === undefined ? 'missing' : 'empty',
  });
}

async function setPaused(call: Call, paused: boolean): Promise<number> {
  const link = await call.connect(false);
  const now = await link.ask((client) => (paused ? client.queue.pause() : client.queue.resume()));
  call.screen.show(now, () =>
    paused ? 'The queue is paused. `rushes resume` goes on.' : 'The queue goes on.',
  );
  if (!paused && link.local()) call.screen.note('Nothing is running now: `rushes work` sends what waits.');
  return exits.done;
}
