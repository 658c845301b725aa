import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { until } from '../double-pay/stand.ts';
import { atLength, full } from '../full.ts';
import { runSeed, seeded } from '../ledger/world.ts';
import { rushes } from '../profile/rushes.ts';
import { openStudio, type Studio } from './studio.ts';

/** Results are whole or absent, and are never paid for twice, however they come and whenever the process dies. */
const sample = (name: string): string => join(import.meta.dirname, '../../resources/samples', name);
const clip = {
  workflow: 'image_to_video',
  params: { image: sample('product.jpg'), prompt: 'p', duration: 3 },
};
let studio: Studio;
beforeEach(async () => {
  // A file that stands still is given up after two seconds instead of thirty.
  studio = await openStudio({ timeouts: { idleMs: 2_000 } });
});
afterEach(() => studio.close());

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name))
    : [];
/** A profile that nobody has open any more: its rows, and what is wrong in its ledger. */
function leftIn(folder: string) {
  const profile = openProfile(folder);
  if (!profile) throw new Error('the profile is still held');
  try {
    return {
      jobs: profile.db.sql('SELECT id, state FROM jobs').all() as { id: string; state: string }[],
      lost: profile.db.sql("SELECT COUNT(*) FROM attempts WHERE state = 'unknown'").pluck().get() as number,
      assets: profile.db.sql('SELECT path, sha256 FROM assets').all() as { path: string; sha256: string }[],
      audit: auditLedger(profile.db),
    };
  } finally {
    profile.close();
  }
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const submits = async (): Promise<number> =>
  (await studio.requests()).filter((one) => one.call === 'submit' && one.accepted).length;

/** One of each kind; `npm run test:full` has them all. */
const mended = [
  'cut-download',
  'wrong-type',
  ...(full ? ['wrong-length', 'empty', 'reset', 'html', 'disguised'] : []),
];

describe('a download that', () => {
  test.each(mended)('%s is made again, and the generation is not', { timeout: 60_000 }, async (mode) => {
    // A page that says it is a video is not as long as the video that was promised.
    const variant = mode === 'disguised' ? { mode: 'wrong-type', variant: 'disguised' } : { mode };
    await studio.fault({ provider: 'fal', call: 'download', ...variant });
    const made = await studio.make({ ...clip, review: 'hold' });
    const job = await studio.until(made.id);
    expect([job.error, job.state]).toEqual([null, 'preview_ready']);
    expect(await submits()).toBe(1);
  });

  test.each(['wrong-type', 'expired'])(
    '%s is refused: nothing is stored, nothing is charged',
    { timeout: 60_000 },
    async (mode) => {
      await studio.fault({ provider: 'fal', call: 'download', mode, times: 20 });
      const made = await studio.make({ ...clip, review: 'hold' });
      const job = await studio.until(made.id);
      expect(job.state).toBe('failed');
      expect(job.hold).toMatchObject({ captured: 0, released: 150 });
      expect(job.takes).toEqual([]);
      expect(
        filesIn(join(studio.home, 'profile/assets')).filter((path) => /\.(mp4|part)$/.test(path)),
      ).toEqual([]);
    },
  );
});

atLength(
  'a download that stands still, and then comes drop by drop, is waited for; the generation is made once',
  {
    timeout: 60_000,
  },
  async () => {
    await studio.fault({ provider: 'fal', call: 'download', mode: 'stalled-stream' });
    await studio.fault({ provider: 'fal', call: 'download', mode: 'drip', ms: 100 });
    const made = await studio.make({ ...clip, review: 'hold' });
    const job = await studio.until(made.id);
    expect([job.error, job.state]).toEqual([null, 'preview_ready']);
    expect((await studio.requests()).filter((one) => one.call === 'download')).toHaveLength(2);
    expect(await submits()).toBe(1);
    for (const { path, sha256 } of job.takes.flatMap((take) => take.assets))
      expect(hashOf(path)).toBe(sha256);
    expect(filesIn(join(studio.home, 'profile/assets')).filter((path) => path.endsWith('.part'))).toEqual([]);
  },
);

atLength(
  'a process that dies while a file comes in leaves a part, which goes; the file is loaded again, not bought',
  {
    timeout: 90_000,
  },
  async () => {
    const home = join(studio.home, 'killed');
    const env = { FAL_API_KEY: 'test-fal-key', RUSHES_FAL_URL: studio.urls.fal };
    const parts = (): string[] =>
      filesIn(join(home, 'assets')).filter((path) => /preview-1\.source\.mp4\.part$/.test(path));
    await studio.fault({ provider: 'fal', call: 'download', mode: 'drip', ms: 500 });
    const args = ['--image', clip.params.image, '--prompt', 'p', '--duration', '3'];
    let over = false;
    await rushes(['--home', home, 'run', clip.workflow, ...args], {
      env,
      running: (pid) =>
        void until(() => over || parts().some((path) => statSync(path).size > 0)).then(() => {
          if (!over) process.kill(pid, 'SIGKILL');
        }),
    });
    over = true;
    expect(parts()).toHaveLength(1);
    expect(leftIn(home)).toMatchObject({ jobs: [{ state: 'processing' }], assets: [], audit: [] });
    await rushes(['--home', home, 'work', '--until-idle'], { env });
    const { jobs, assets, audit } = leftIn(home);
    expect([jobs, audit]).toMatchObject([[{ state: 'preview_ready' }], []]);
    const files = filesIn(join(home, 'assets')).filter((path) => path.includes('/preview/'));
    expect(files.sort()).toEqual(assets.map(({ path }) => join(home, 'assets', path)).sort());
    for (const { path, sha256 } of assets) expect(hashOf(join(home, 'assets', path))).toBe(sha256);
    expect(await submits()).toBe(1);
  },
);

const rounds = 40;

atLength(
  `a process that is killed at any moment, ${rounds} times, leaves whole files and pays once`,
  {
    timeout: 60_000 + rounds * 30_000,
  },
  async () => {
    const random = seeded(runSeed);
    const { openrouter, fal } = studio.urls;
    for (let round = 0; round < rounds; round++) {
      const home = join(studio.home, `killed-${round}`);
      const env = {
        FAL_API_KEY: 'test-fal-key',
        RUSHES_FAL_URL: fal,
        RUSHES_OPENROUTER_URL: openrouter,
      };
      const before = await submits();
      const after = 400 + Math.floor(random() * 8_000);
      const args = [
        '--home',
        home,
        'run',
        clip.workflow,
        '--image',
        clip.params.image,
        '--prompt',
        `p${round}`,
        '--duration',
        '3',
        '--review',
        'auto',
      ];
      let timer: NodeJS.Timeout | undefined;
      await rushes(args, {
        env,
        running: (pid) => {
          timer = setTimeout(() => {
            try {
              process.kill(pid, 'SIGKILL');
            } catch {
              // It had ended by itself.
            }
          }, after);
        },
      });
      clearTimeout(timer);
      const worked = await rushes(['--home', home, 'work', '--until-idle'], { env });
      const sent = (await submits()) - before;
      const { jobs, assets, audit, lost } = leftIn(home);
      const accepted = jobs.length === 0 ? 0 : 2;
      const told = `killed after ${after} ms, seed ${runSeed}: ${JSON.stringify({ jobs, lost, worked })}`;
      if (lost > 0) {
        // Killed between the intent and the answer: nobody knows whether the request left, so it is not sent again, and a person decides.
        expect(sent, told).toBeLessThanOrEqual(accepted);
        expect(['processing', 'generating_final'], told).toContain(jobs[0]?.state);
      } else {
        expect(sent, told).toBe(accepted);
        for (const job of jobs) expect(job.state, told).toBe('completed');
      }
      expect(audit).toEqual([]);
      for (const { path, sha256 } of assets) expect(hashOf(join(home, 'assets', path))).toBe(sha256);
      expect(filesIn(join(home, 'assets')).filter((path) => path.endsWith('.part'))).toEqual([]);
    }
  },
);
