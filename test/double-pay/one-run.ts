import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Books, readBooks } from './books.ts';
import { keptItsWord, lostIsUnknown, neverPaidTwice, restsRightly, soundBooks } from './checks.ts';
import { type Ended, type Kill, killGroup, type Program, startChild } from './child.ts';
import { oddEnd } from './expected.ts';
import type { Rest, RunPlan } from './run-plan.ts';
import { nameOf, type Run } from './scenarios.ts';
import { canary, openStand, planOf, type Stand, until } from './stand.ts';

export type Outcome = {
  name: string;
  /** How the job rests: its state, or what it waits for. */
  end: string;
  kills: number;
  processes: number;
  ms: number;
  problems: string[];
};

/** A job that does not rest by then is being started again and again for nothing. */
const mostProcesses = 8;

/** One life of a job: started, killed where the run says so, started again until it rests; checked after every process. */
export async function runOnce(run: Run, program: Program): Promise<Outcome> {
  const since = performance.now();
  const stand = await openStand(run.speed);
  const problems: string[] = [];
  const told = { rev: 0, jobs: [] as string[] };
  const left = [...run.kills];
  let crashed: Books[] = [];
  let rest: Rest | null = null;
  let resume = false;
  let processes = 0;
  let kills = 0;
  try {
    const provider = run.workflow === 'chat' ? 'openrouter' : 'fal';
    for (const fault of [run.before, run.fault]) if (fault) await stand.fault({ provider, ...fault });
    while (processes < mostProcesses) {
      processes += 1;
      const ended = await life({
        stand,
        program,
        plan: planFor(run, stand, resume),
        kill: left.shift() ?? null,
      });
      const books = readBooks(stand.folder);
      hear(ended, told);
      const posts = await stand.posts();
      problems.push(...keptItsWord(told, books));
      if (books) {
        problems.push(...soundBooks(books), ...neverPaidTwice(posts, books));
        for (const before of crashed) problems.push(...lostIsUnknown(before, books));
      } else if (posts.length > 0) problems.push('a request left before there was a database');
      if (ended.killed) {
        kills += 1;
        if (books) crashed = [...crashed, books];
        continue;
      }
      if (ended.code !== 0)
        problems.push(`it ended with ${ended.code}${ended.stuck ? ', stuck' : ''}: ${ended.stderr}`);
      const said = ended.lines.find((line) => line.is === 'rests');
      if (!said || !books || ended.code !== 0) break;
      rest = said.rests[0] ?? null;
      // A person mends what it waits for, once; what is still to be killed is killed after that.
      if (!resume && (rest?.waitingFor === 'key' || rest?.waitingFor === 'balance')) {
        resume = true;
        continue;
      }
      if (left.length > 0 && rest?.waitingFor) continue;
      problems.push(...restsRightly(books), ...oddEnd(run, { rest, kills, resumed: resume, books }));
      break;
    }
    if (!rest) problems.push('it does not come to rest');
    problems.push(...canaries(stand.folder));
  } finally {
    await stand.close();
  }
  const end = rest ? (rest.waitingFor ?? rest.state) : 'no rest';
  const ms = Math.round(performance.now() - since);
  return { name: nameOf(run), end, kills, processes, ms, problems: [...new Set(problems)] };
}

type Life = { stand: Stand; program: Program; plan: Omit<RunPlan, 'warmSyncs'>; kill: Kill | null };

async function life({ stand, program, plan, kill }: Life): Promise<Ended> {
  const child = startChild({ program, plan, kill });
  if (kill?.at === 'accepted') {
    let over = false;
    void child.ended.then(() => {
      over = true;
    });
    await until(async () => over || (await stand.posts()).filter((p) => p.accepted).length >= kill.n);
    killGroup(child.process);
  }
  return child.ended;
}

function planFor(run: Run, stand: Stand, resume: boolean): Omit<RunPlan, 'warmSyncs'> {
  const plan = planOf(stand, run.workflow);
  const timeouts = run.silent ? { ...plan.timeouts, headersMs: 1_200, idleMs: 1_000 } : plan.timeouts;
  return { ...plan, timeouts, person: run.person, resume };
}

function hear(ended: Ended, told: { rev: number; jobs: string[] }): void {
  for (const line of ended.lines) {
    if (line.is === 'created') told.jobs = line.jobs;
    if (line.is === 'created' || line.is === 'change') told.rev = Math.max(told.rev, line.rev);
  }
}

/** Files of the profile in which the key can be read. */
function canaries(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(canary))
    .map((entry) => `the key stands in ${entry.name}`);
}
