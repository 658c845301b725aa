import { claim } from '../../src-main/engine/jobs/claim.ts';
import { type Bed, openBed } from '../bed.ts';
import { filled, type Load } from '../fill.ts';
import { atMost, type Figure, type Line, percentile, ratios, told } from '../measure.ts';

const million = 1_000_000;
const claims = 100;

/** Median microseconds of a claim in its own commit; what was claimed is put back afterwards, so the queue stays as long. */
function claimUs({ engine, claiming, profile }: Bed): number {
  const us: number[] = [];
  for (let i = 0; i < claims; i++) {
    const at = performance.now();
    const attempt = engine.write(() => claim(claiming, 'openrouter'));
    us.push((performance.now() - at) * 1_000);
    if (!attempt) throw new Error('there was nothing to claim');
  }
  profile.db.sqlite.exec(
    `BEGIN; DELETE FROM attempts WHERE job_id IN (SELECT id FROM jobs WHERE state = 'processing');
     UPDATE jobs SET state = 'queued', claimable = 1 WHERE state = 'processing'; COMMIT`,
  );
  return percentile(us, 0.5);
}

const cases: readonly [name: string, goal: number, load: Load][] = [
  ['claim, 1M queued to 1k', 1.3, { queued: million }],
  ['claim, with 1M finished', 1.2, { finished: million, queued: 1_000 }],
  ['claim, with 1M not yet due', 1.3, { queued: 1_000, delayed: million }],
];

/** What a long queue, a long history and a crowd of waiting jobs cost the next claim. */
async function* claiming(): AsyncIterable<Line> {
  const small = openBed(filled({ queued: 1_000 }));
  for (const [figure, goal, load] of cases) {
    const large = openBed(filled(load));
    const us = await ratios(
      () => claimUs(large),
      () => claimUs(small),
      2,
    );
    yield atMost(goal, { figure, runs: us.ratios });
    yield told(`${figure}: us`, us.ours);
    if (figure === cases[0]?.[0]) yield told('claim, 1k queued: us', us.theirs);
    await large.end();
  }
  await small.end();
}

export const claimed: Figure[] = [{ name: 'claim', run: claiming }];
