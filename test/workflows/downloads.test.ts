import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRaw } from '../../src-main/engine/db/db.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
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
  studio = await openStudio();
});
afterEach(() => studio.close());

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name))
    : [];
const submits = async (): Promise<number> =>
  (await studio.requests()).filter((one) => one.call === 'submit' && one.accepted).length;

describe('a download that', () => {
  test.each(['cut-download', 'wrong-length', 'empty', 'reset', 'wrong-type', 'html', 'disguised'])(
    '%s is made again, and the generation is not',
    { timeout: 60_000 },
    async (mode) => {
      // A page that says it is a video is not as long as the video that was promised.
      const variant = mode === 'disguised' ? { mode: 'wrong-type', variant: 'disguised' } : { mode };
      await studio.fault({ provider: 'fal', call: 'download', ...variant });
      const made = await studio.make({ ...clip, review: 'hold' });
      const job = await studio.until(made.id);
      expect([job.error, job.state]).toEqual([null, 'preview_ready']);
      expect(await submits()).toBe(1);
    },
  );

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

const rounds = process.env.RUSHES_TEST_FULL === '1' ? 40 : 5;

test(`a process that is killed at any moment, ${rounds} times, leaves whole files and pays once`, {
  timeout: 60_000 + rounds * 30_000,
}, async () => {
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
    await rushes(['--home', home, 'work', '--until-idle'], { env });
    const sent = (await submits()) - before;
    const db = openRaw(join(home, 'rushes.db'), { readonly: true });
    const jobs = db.prepare('SELECT id, state FROM jobs').all() as { id: string; state: string }[];
    const assets = db.prepare('SELECT path, sha256 FROM assets').all() as { path: string; sha256: string }[];
    const accepted = jobs.length === 0 ? 0 : 2;
    expect(sent, `killed after ${after} ms, seed ${runSeed}`).toBe(accepted);
    for (const job of jobs) expect(job.state).toBe('completed');
    for (const { path, sha256 } of assets) {
      const file = readFileSync(join(home, 'assets', path));
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
    }
    expect(filesIn(join(home, 'assets')).filter((path) => path.endsWith('.part'))).toEqual([]);
    db.close();
  }
  expect(auditLedger(studio.engine().db)).toEqual([]);
});
