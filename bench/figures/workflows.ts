import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Db } from '../../src-main/engine/db/db.ts';
import { imageToVideo } from '../../src-shared/workflows/image-to-video.ts';
import { ugcVideo } from '../../src-shared/workflows/ugc-video.ts';
import { openStudio } from '../../test/workflows/studio.ts';
import { atMost, type Figure, type Line } from '../measure.ts';
import { newFolder, root } from '../place.ts';

const rounds = 5;
const sample = (name: string): string => join(root, 'resources/samples', name);

const wanted = [
  { workflow: imageToVideo, params: { image: sample('product.jpg'), prompt: 'slow push in', duration: 5 } },
  { workflow: ugcVideo, params: { image: sample('portrait.jpg'), audio: sample('voice-12s.mp3') } },
] as const;

/**
 * What the engine adds to a media workflow, as a part of the time that its providers are expected to take: from the call to
 * the final, less the time in which the request was at the provider, which this machine only waits for. Goal: 3 %.
 */
async function* overhead(): AsyncIterable<Line> {
  const studio = await openStudio();
  try {
    for (const { workflow, params } of wanted) {
      const expected = workflow.stages.preview.expectedSeconds + workflow.stages.final.expectedSeconds;
      const runs: number[] = [];
      for (let round = -1; round < rounds; round++) {
        const at = Date.now();
        const made = await studio.make({ workflow: workflow.id, params, review: 'auto' });
        const job = await studio.until(made.id);
        if (job.state !== 'completed') throw new Error(`${workflow.id}: ${JSON.stringify(job.error)}`);
        // The first round renders what the providers then have.
        const away = atProvider(studio.engine().db, job.id);
        if (round >= 0) runs.push((100 * (Date.now() - at - away)) / 1_000 / expected);
      }
      yield atMost(3, { figure: `${workflow.id}: engine overhead, % of the expected time`, runs });
    }
  } finally {
    await studio.close();
  }
}

/** Milliseconds from each submit to the poll that found it finished. */
function atProvider(db: Db, jobId: string): number {
  const rows = db
    .sql(`SELECT at, json_extract(facts, '$.event') AS event FROM events WHERE job_id = ? ORDER BY rev`)
    .all(jobId) as { at: number; event: string }[];
  return rows.reduce(
    (sum, { at, event }) => sum + (event === 'finished' ? at : event === 'submitting' ? -at : 0),
    0,
  );
}

/** `npm run demo` on a fresh profile, built before: from the start of the program to its last line, in seconds. */
async function* demoRun(): AsyncIterable<Line> {
  const at = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'scripts/rushes.mjs'), '--home', newFolder('demo-home'), '--demo', 'demo-run', '--json'],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the demo run ended with ${code}`);
  yield atMost(180, { figure: 'demo run of six workflows, s', runs: [(performance.now() - at) / 1_000] });
}

export const working: readonly Figure[] = [
  { name: 'overhead', run: overhead },
  { name: 'demo', run: demoRun },
];
