import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openBed, proveLedger } from '../bed.ts';
import { filledAnew } from '../fill.ts';
import { limitOf } from '../limit.ts';
import { atLeast, atMost, type Figure, type Line, ratios, timed, told } from '../measure.ts';

/** Jobs of one turn, and turns of one round. */
const batch = 25;
const turns = 20;
const params = {
  text: 'The same bottle, a different morning: it keeps water cold for a day and coffee hot until the meeting ends.',
  voice: 'Sarah',
  stability: 0.5,
  similarity: 0.75,
  style: 0,
  speed: 1,
  language: null,
};
const input = { workflow: 'tts', params };

/** Jobs one at a time, each checked, priced, held, committed and told to a subscriber; the other side only writes the rows. */
async function* create(): AsyncIterable<Line> {
  const ours = openBed(filledAnew({ finished: 10_000 }));
  const theirs = openBed(filledAnew({ finished: 10_000 }));
  const limit = limitOf(theirs.profile.db);
  const { engine } = ours;
  let made = 0;
  let heard = 0;
  engine.events.subscribe((event) => {
    if (event.type === 'job' && event.job.state === 'queued') heard++;
  });
  const perJob = await ratios(
    () =>
      timed(() => {
        for (let i = 0; i < batch; i++) engine.act(null, () => engine.create.create(input));
        made += batch;
      }),
    () =>
      timed(() => {
        for (let i = 0; i < batch; i++) limit.create(params);
      }),
    turns,
  );
  if (heard !== made) throw new Error(`${made} jobs were made and ${heard} were told`);
  for (const bed of [ours, theirs]) proveLedger(bed);
  yield atLeast(0.6, { figure: 'create', runs: perJob.ratios.map((times) => 1 / times) });
  yield told('create jobs/s', perJob.ours.map(perSecond));
  yield told('create limit jobs/s', perJob.theirs.map(perSecond));
  await Promise.all([ours.end(), theirs.end()]);
}

const perSecond = (ms: number): number => (batch / ms) * 1_000;

/** Frames of the write-ahead log that a new job takes, and that a repeated call with a known key takes. Counted, not timed. */
async function* frames(): AsyncIterable<Line> {
  const bed = openBed(filledAnew({ finished: 10_000 }));
  const { engine, profile } = bed;
  profile.db.sqlite.pragma('wal_autocheckpoint = 0');
  const written = (work: () => void): number => {
    profile.db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
    work();
    const { size } = statSync(`${join(profile.folder, 'rushes.db')}-wal`);
    return Math.max(0, size - 32) / (4096 + 24);
  };
  const runs = Array.from(
    { length: 5 },
    () =>
      written(() => {
        for (let i = 0; i < 200; i++) engine.act(null, () => engine.create.create(input));
      }) / 200,
  );
  yield atMost(16, { figure: 'frames', runs });

  const again = { ...input, key: 'known' };
  engine.act(null, () => engine.create.create(again));
  const replayed = written(() => {
    for (let i = 0; i < 50; i++) engine.act(null, () => engine.create.create(again));
  });
  yield atMost(0, { figure: 'frames of a known key', runs: [replayed] });
  await bed.end();
}

export const creating: Figure[] = [
  { name: 'create', run: create },
  { name: 'frames', run: frames },
];
