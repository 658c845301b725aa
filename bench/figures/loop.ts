import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBed, proveLedger } from '../bed.ts';
import { filled, filledAnew } from '../fill.ts';
import { atLeast, atMost, type Figure, type Line, told } from '../measure.ts';
import { answering } from '../provider.ts';

const perSecond = 200;
const runners = 10;
const seconds = 4;
const rounds = 5;
const turnMs = 10;
const input = {
  workflow: 'chat',
  params: { prompt: 'Write a 12 second hook for a bamboo toothbrush' },
};

/** The last figure that uses the large database: it leaves jobs in it. How long the event loop is held up while jobs come in and run: each a chat with its preview and its final, on disk. */
async function* loop(): AsyncIterable<Line> {
  const bed = openBed(filled({ finished: 1_000_000, queued: 1_000 }), answering);
  const { engine } = bed;
  engine.write(() =>
    engine.settings.set({ concurrency: { openrouter: runners, fal: 2, cloudinary: 2, media: 1 } }),
  );
  let completed = 0;
  engine.events.subscribe((event) => {
    if (event.type === 'job' && event.job.state === 'completed') completed++;
  });
  engine.start();
  const seen = { p99: [] as number[], max: [] as number[], rate: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const [begun, before] = [performance.now(), completed];
    // What was queued before runs first, in the round that does not count.
    let made = 0;
    delay.enable();
    while (made < perSecond * seconds) {
      const due = Math.min(perSecond * seconds, ((performance.now() - begun) / 1_000) * perSecond);
      for (; made < due; made++) engine.act(null, () => engine.create.create(input));
      await sleep(turnMs);
    }
    while (completed - before < made) {
      if (performance.now() - begun > 60_000)
        throw new Error(`${completed - before} of ${made} jobs completed`);
      await sleep(turnMs);
    }
    delay.disable();
    if (round < 0) continue;
    // The histogram counts from the timer's own period.
    seen.p99.push(delay.percentile(99) / 1e6);
    seen.max.push(delay.max / 1e6);
    seen.rate.push((made / (performance.now() - begun)) * 1_000);
  }
  proveLedger(bed);
  await bed.end();
  yield atMost(10, { figure: 'event-loop delay p99 ms', runs: seen.p99 });
  yield atMost(50, { figure: 'event-loop delay max ms', runs: seen.max });
  yield atLeast(perSecond * 0.95, { figure: 'jobs/s that ran meanwhile', runs: seen.rate });
}

/** Timers that an idle engine wakes for, what it uses of a processor, and its memory. */
async function* idle(): AsyncIterable<Line> {
  const bed = openBed(filledAnew({ finished: 10_000 }), answering);
  bed.engine.start();
  await sleep(500);
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  await sleep(5_000);
  const { user, system } = process.cpuUsage(cpu);
  const part = (user + system) / 1_000 / (performance.now() - begun);
  yield atMost(1, { figure: 'timers of an idle engine', runs: [timers] });
  yield atMost(0.5, { figure: 'processor of an idle engine, % of one', runs: [part * 100] });
  yield told('resident, whole bench, MB', [process.memoryUsage.rss() / 1024 ** 2]);
  await bed.end();
}

export const looping: Figure[] = [
  { name: 'loop', run: loop },
  { name: 'idle', run: idle },
];
