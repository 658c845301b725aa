import { type JobState, jobStates } from '../../../../src-shared/domain/job.ts';
import type { Client } from '../../../api/client.ts';
import { idOf, textOf } from '../args.ts';
import { askJob } from '../ask-job.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { attemptsTable, jobBlock, jobsTable, showText, stateWord } from '../show-job.ts';
import { pairs, table } from '../table.ts';

/** Commands that look at jobs and their takes. */
export const jobCommands: readonly Command[] = [
  {
    name: 'jobs',
    usage: 'jobs [--state S] [--stats]',
    summary: 'the jobs, newest first',
    options: {
      state: { value: 'S', summary: `only those that are ${jobStates.join(', ')}`, choices: jobStates },
      stats: {
        summary: 'how many wait, since when, and how often each provider failed in the last 24 hours',
      },
      limit: { value: 'N', summary: 'at most N jobs (50)', whole: { min: 1, max: 200 } },
      after: { value: 'ID', summary: 'those after this one: the `next` of the page before' },
    },
    takes: [],
    run: listJobs,
  },
  {
    name: 'job',
    usage: 'job JOB',
    summary: 'one job with its takes and attempts',
    options: {},
    takes: ['JOB'],
    run: async (call) => {
      const job = await askJob(call);
      const text = await showText(call.screen, job, new Map());
      call.screen.show({ job }, () => {
        const attempts = job.attempts.length > 0 ? `\n\n${attemptsTable(job)}` : '';
        return `${jobBlock(job, call.screen.paint)}${attempts}${text}`;
      });
      return exits.done;
    },
  },
];

async function listJobs(call: Call): Promise<number> {
  const { values } = call;
  const state = textOf(values, 'state') as JobState | undefined;
  const after = textOf(values, 'after');
  const link = await call.connect(false);
  const page = await link.ask((client) =>
    client.jobs.list({
      limit: Number(textOf(values, 'limit') ?? 50),
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { after: idOf(after, '--after') }),
    }),
  );
  if (values.stats) {
    const stats = await link.ask((client) => client.jobs.stats());
    call.screen.show({ ...page, stats }, () => statsText(stats));
    return exits.done;
  }
  call.screen.show(page, () => {
    if (page.jobs.length === 0) {
      const none =
        state === undefined ? 'There are no jobs yet.' : `There are no jobs that are ${stateWord(state)}.`;
      return `${none} \`rushes run chat --prompt TEXT\` makes one.`;
    }
    const more = page.next === null ? '' : `\nOlder ones: \`rushes jobs --after ${page.next}\``;
    return jobsTable(page.jobs) + more;
  });
  return exits.done;
}

type Stats = Awaited<ReturnType<Client['jobs']['stats']>>;

function statsText({ waiting, running, oldestMs, byState, providers }: Stats): string {
  const states = Object.entries(byState).filter(([, n]) => n > 0);
  const counts = pairs([
    [
      'Waiting',
      waiting === 0 || oldestMs === null
        ? String(waiting)
        : `${waiting}, the oldest for ${duration(oldestMs)}`,
    ],
    ['Running', String(running)],
    ['Jobs', states.map(([state, n]) => `${n} ${stateWord(state)}`).join(', ') || 'none'],
  ]);
  const rows = providers.map((p) => [
    p.provider,
    String(p.attempts),
    String(p.failed),
    p.failureRate === null ? '-' : `${(p.failureRate * 100).toFixed(1)} %`,
    String(p.unknown),
  ]);
  const titles = ['ATTEMPTS', 'FAILED', 'RATE (24 H)', 'UNKNOWN'].map((title) => ({ title, right: true }));
  return `${counts}\n\n${table([{ title: 'PROVIDER' }, ...titles], rows)}`;
}

function duration(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 120) return `${s} s`;
  return s < 7_200 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3_600)} h`;
}
