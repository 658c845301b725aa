import { join } from 'node:path';
import type { Db } from '../../src-main/engine/db/db.ts';
import type { CreateInput } from '../../src-shared/contract/jobs.ts';
import { openStudio } from '../../test/workflows/studio.ts';
import { root } from '../place.ts';

/** Jobs that were really run, as rows and files, to be copied. */
export type Row = Record<string, string | number | null>;
export type Pattern = {
  job: Row;
  inputs: Row[];
  attempts: Row[];
  takes: Row[];
  assets: Row[];
  steps: Row[];
  /** The folder that the paths of its files begin at. */
  files: string;
};

const sample = (name: string): string => join(root, 'resources/samples', name);
const clip = (image: string, aspect_ratio: string): CreateInput => ({
  workflow: 'image_to_video',
  params: { image: sample(image), prompt: 'She holds it up and smiles.', duration: 1, aspect_ratio },
});
const speech = (text: string): CreateInput => ({ workflow: 'tts', params: { text } });

const wishes: readonly CreateInput[] = [
  speech('I did not believe it either. Then I tried it for a week.'),
  speech('Three reasons why I never leave without it. The first one is this.'),
  {
    workflow: 'image_prompt',
    params: { prompt: 'A bottle on a kitchen table', image: sample('product.jpg') },
  },
  { workflow: 'chat', params: { prompt: 'Write a 12 second hook for a bamboo toothbrush' } },
];
/** Where this machine can render video. */
const filmed: readonly CreateInput[] = [
  clip('portrait.jpg', '9:16'),
  clip('product.jpg', '1:1'),
  clip('room.jpg', '16:9'),
];

/** Runs each once, preview and final, over the simulators. */
export async function makePatterns(): Promise<{ jobs: Pattern[]; remove(): Promise<void> }> {
  const studio = await openStudio();
  try {
    const codecs = await studio.engine().media?.codecs();
    const ids: string[] = [];
    for (const wish of codecs ? [...filmed, ...wishes] : wishes)
      ids.push((await studio.make({ ...wish, review: 'auto' })).id);
    const jobs: Pattern[] = [];
    for (const id of ids) {
      // What follows a stage besides the take is done, too.
      const job = await studio.until(
        id,
        ({ state, steps }) =>
          state === 'failed' || (state === 'completed' && steps.every((s) => s.state !== 'due')),
      );
      if (job.state !== 'completed') throw new Error(`${job.workflow} failed: ${job.error?.message}`);
      jobs.push(readPattern(studio.engine().db, id, join(studio.home, 'profile/assets')));
    }
    // A library is mostly what is looked at.
    const clips = jobs.filter(({ job }) => job.workflow === 'image_to_video');
    return { jobs: [...clips, ...jobs], remove: () => studio.close() };
  } catch (error) {
    await studio.close();
    throw error;
  }
}

function readPattern(db: Db, id: string, files: string): Pattern {
  const rows = (sql: string): Row[] => db.sql(sql).all(id) as Row[];
  const [job] = rows('SELECT * FROM jobs WHERE id = ?');
  if (!job) throw new Error(`job ${id} is gone`);
  return {
    job,
    inputs: rows('SELECT * FROM inputs WHERE job_id = ?'),
    attempts: rows('SELECT * FROM attempts WHERE job_id = ? ORDER BY n'),
    takes: rows('SELECT * FROM takes WHERE job_id = ? ORDER BY id'),
    assets: rows('SELECT s.* FROM assets s JOIN attempts a ON a.id = s.attempt_id WHERE a.job_id = ?'),
    steps: rows('SELECT * FROM steps WHERE job_id = ? ORDER BY id'),
    files,
  };
}
