/**
 * The child of the double-pay harness: a whole engine on one profile, in a process that may be killed at any moment.
 * It makes the jobs of its plan (by key, so that a restart makes no others), does what a person would do, and ends when
 * every job rests: ended, lost and looked for, or waiting for a person.
 */
import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { startEngine } from '../../src-main/start-engine.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { isLive } from '../../src-shared/domain/attempt.ts';
import { isEnd } from '../../src-shared/domain/job.ts';
import { type ChildLine, lockedExit, type RunPlan } from './run-plan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as RunPlan;
const { person } = plan;
const glanceMs = 100;
const say = (line: ChildLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const profile = openProfile(plan.folder);
if (profile === null) {
  say({ is: 'locked' });
  process.exit(lockedExit);
}
if (plan.warmSyncs > 0) await warmUp(join(plan.folder, 'warm'), plan.warmSyncs);
const running = await startEngine({
  profile,
  demo: false,
  work: true,
  version: '0.0.0',
  given: { keys: { openrouter: plan.key, fal: plan.key }, urls: plan.urls },
  timeouts: plan.timeouts,
});
const { engine } = running;
say({ is: 'started', at: Date.now() });

const ids = new Set<string>();
const cancelled = new Set<string>();
let settle = (): void => undefined;
const settled = new Promise<void>((resolve) => {
  settle = resolve;
});

engine.events.subscribe((event) => {
  if (event.type !== 'job') return;
  const { job, rev } = event;
  say({ is: 'change', rev, job: job.id, state: job.state, attempt: job.attempts.at(-1)?.state ?? null });
  // A person acts on what is shown, after it was shown.
  setImmediate(look, job.id);
});
if (plan.falAtOnce !== null) {
  const { concurrency } = engine.settings.values();
  const fal = plan.falAtOnce;
  engine.write(() => engine.settings.set({ concurrency: { ...concurrency, fal } }));
}
if (plan.grant > 0) engine.write(() => engine.ledger.grant(plan.grant, 'double-pay', 'enough for all'));
for (const input of plan.create) {
  for (const row of engine.act(null, () => engine.create.create(input))) ids.add(row.id);
}
say({ is: 'created', rev: engine.events.rev(), jobs: [...ids] });
if (plan.resume) engine.resume();
const glance = setInterval(() => {
  // Not every reason to wait is told by an event: a gate that closes while a request is polled is not.
  for (const id of ids) look(id);
}, glanceMs);
for (const id of ids) look(id);

await settled;
clearInterval(glance);
const rests = [...ids].map((id) => engine.show(id));
say({ is: 'rests', rests: rests.map(({ id, state, waitingFor }) => ({ job: id, state, waitingFor })) });
await running.stop();
process.exit(0);

function look(id: string): void {
  attend(engine.show(id));
  if ([...ids].every((one) => restsNow(engine.show(one)))) settle();
}

/** Nothing moves by itself any more, or only after minutes. */
function restsNow(job: Job): boolean {
  if (isEnd(job.state)) return !job.attempts.some((a) => isLive(a.state) && a.state !== 'unknown');
  if (job.waitingFor === 'key' || job.waitingFor === 'balance') return true;
  const lost = job.attempts.at(-1);
  return lost?.state === 'unknown' && lost.lookups > 0;
}

function attend(job: Job): void {
  const last = job.attempts.at(-1);
  const at = person.cancelAt;
  const here =
    typeof at === 'string' ? at === job.state : last?.stage === at?.stage && last?.state === at?.attempt;
  if (at !== null && here && job.can.includes('cancel') && !cancelled.has(job.id)) {
    cancelled.add(job.id);
    engine.actOn(job.id, engine.actions.cancel);
  } else if (job.state === 'preview_ready') {
    engine.act([job.id], () => engine.actions.approve([job.id]));
  } else if (person.retries && job.state === 'failed' && goesOf(job).length === 1) {
    engine.actOn(job.id, engine.actions.retry);
  } else if (person.decides && last?.state === 'unknown' && last.lookups > 0 && goesOf(job).length === 1) {
    const kind = person.decides;
    engine.actOn(job.id, (id) => engine.actions.resolve(id, { kind }));
  }
}

/** The goes of the stage that the job is at. */
function goesOf(job: Job): number[] {
  return [...new Set(job.attempts.filter((a) => a.stage === job.stage).map((a) => a.go))];
}

async function warmUp(path: string, times: number): Promise<void> {
  const handle = await open(path, 'w');
  for (let i = 0; i < times; i++) await handle.sync();
  await handle.close();
}
