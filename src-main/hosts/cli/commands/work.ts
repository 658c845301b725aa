import type { Job } from '../../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../../src-shared/domain/job.ts';
import { tells } from '../../../../src-shared/texts/cli.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { Interrupted, pause } from '../interrupt.ts';
import type { Link } from '../link.ts';
import { progressText } from '../progress.ts';
import { stateWord } from '../show-job.ts';

export const workCommand: Command = {
  name: 'work',
  usage: 'work [--until-idle]',
  summary: 'send what waits and follow what is at a provider, until interrupted',
  options: { 'until-idle': { summary: 'end when nothing is due or at a provider' } },
  takes: [],
  run,
};

/** Between two questions whether anything is left to do (ms): most of what ends the work is told by an event. */
const lookMs = 500;

async function run(call: Call): Promise<number> {
  const untilIdle = call.values['until-idle'] === true;
  const link = await call.connect(true);
  const seen = new Map<string, Job>();
  let done = 0;
  let bell = new AbortController();
  const over = new AbortController();

  /** A job that stood still or ended while this worked counts once per stage. */
  const note = (job: Job): void => {
    const before = seen.get(job.id);
    seen.set(job.id, job);
    if (before?.state === job.state && before.waitingFor === job.waitingFor) return;
    call.screen.note(`${call.demo ? 'demo  ' : ''}${job.workflow} ${job.id}  ${progressText(job, null)}`);
    if (before?.state !== job.state && (isEnd(job.state) || job.state === 'preview_ready')) done++;
  };

  const busy = async (): Promise<number> => (await link.ask((client) => client.queue.status())).busy;
  let code: number = exits.done;
  // The first question opens the engine, so that the subscription stands beside it.
  let left = await busy();
  const listening = listen(link, over.signal, (job) => {
    if (job) note(job);
    bell.abort();
  });
  try {
    if (!link.local()) call.screen.note(tells.elsewhere);
    while (!untilIdle || left > 0) {
      await pause(lookMs, bell.signal, call.interrupted);
      if (bell.signal.aborted) bell = new AbortController();
      left = await busy();
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    // Without --until-idle an interruption is how it is meant to end.
    if (untilIdle) code = error.exitCode;
  } finally {
    over.abort();
    await listening;
  }
  const jobs = call.interrupted.aborted ? countSeen(seen) : await countAll(link);
  call.screen.show({ done, jobs }, () => summary(done, call.interrupted.aborted ? {} : jobs));
  return code;
}

async function listen(link: Link, signal: AbortSignal, take: (job: Job | null) => void): Promise<void> {
  try {
    for await (const event of link.events(signal)) take(event.type === 'job' ? event.job : null);
  } catch {
    // The questions beside it meet the same trouble and tell it.
  }
}

type Counts = Record<string, number>;

const countAll = async (link: Link): Promise<Counts> =>
  (await link.ask((client) => client.jobs.stats())).byState;

function countSeen(seen: ReadonlyMap<string, Job>): Counts {
  const counts: Counts = {};
  for (const { state } of seen.values()) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function summary(done: number, jobs: Counts): string {
  const said = Object.entries(jobs).filter(([, n]) => n > 0);
  const counts = said.map(([state, n]) => `${n} ${stateWord(state)}`).join(', ');
  return `${done === 0 ? 'Nothing came to an end.' : `${done} came to a preview or an end.`}${counts ? ` Now: ${counts}.` : ''}`;
}
