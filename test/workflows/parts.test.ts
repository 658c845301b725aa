import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { attemptsOf } from '../../src-main/engine/jobs/store.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import type { Job } from '../../src-shared/contract/shapes.ts';
import type { Stage } from '../../src-shared/domain/job.ts';
import { atLength } from '../full.ts';
import { rushes } from '../profile/rushes.ts';
import { hasReader, lagMs, loudness, readerMissing, samples, shownAt } from './reader.ts';
import { openStudio, type Studio } from './studio.ts';
import { frameNumbers, mainOf, readTake, runsOf } from './takes.ts';
import { writeVoice } from './voices.ts';

/**
 * A voice that no model takes at once: split, sent in parts, joined, and only what is missing is ever bought again. Each renders a minute of
 * video and is left to `npm run test:full`; `retry-parts.test.ts` buys the same parts without the media.
 */
const sample = (name: string): string => join(import.meta.dirname, '../../resources/samples', name);
let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const talking = (audio: string) => ({
  workflow: 'ugc_video',
  params: { image: sample('portrait.jpg'), audio },
  review: 'auto' as const,
});

const submits = async (): Promise<number> =>
  (await studio.requests()).filter((one) => one.call === 'submit' && one.accepted).length;

/** Paid requests that fal has taken, over a restart of it too. */
const accepted = async (): Promise<number> => {
  const rows = (await (await fetch(`${studio.urls.control}/accepted`)).json()) as { count: number }[];
  return rows.reduce((sum, row) => sum + row.count, 0);
};

const oneAtOnce = (): void => {
  const concurrency = { openrouter: 4, fal: 1, cloudinary: 2, media: 1 };
  studio.engine().write(() => studio.engine().settings.set({ concurrency }));
};

const finalParts = (job: Job) =>
  job.attempts.filter((one) => one.stage === 'final' && one.state === 'succeeded');

/** Which pieces of the voice the parts of a stage were given, in order. */
const cutsOf = (job: Job, stage: Stage): { startS: number; endS: number }[] =>
  attemptsOf(studio.engine().db, job.id)
    .filter((one) => one.stage === stage && one.state === 'succeeded')
    .sort((a, b) => a.part - b.part)
    .map(({ request }) => {
      if (request.task !== 'talk' || request.voice.make.do !== 'voice')
        throw new Error('a part without a voice');
      return request.voice.make;
    });

/** Nobody speaks there. */
const stillAt =
  (atS: number) =>
  (loud: number[]): boolean =>
    Math.max(...loud.slice(Math.round(atS * 100) - 5, Math.round(atS * 100) + 5)) < 0.02;

const voices = [
  ['65 s', sample('voice-65s.mp3'), 65, 2],
  ['119 s', '', 119, 3],
] as const;

describe.each(voices)('a voice of %s', (...row) => {
  const [, path, seconds, parts] = row;
  atLength(
    'is heard whole, to its last word, without a gap and without a cut in a word',
    {
      timeout: 600_000,
    },
    async (ctx) => {
      if (!hasReader()) ctx.skip(readerMissing);
      const audio = path || writeVoice(studio.home, 119);
      const made = await studio.make(talking(audio));
      const job = await studio.until(made.id);
      expect(job.error).toBeNull();
      expect(finalParts(job)).toHaveLength(parts);
      expect(new Set(finalParts(job).map((one) => one.requestId)).size).toBe(parts);

      const voice = job.inputs.find((one) => one.field === 'audio');
      const take = await readTake(job, 'final');
      expect(Math.abs((voice?.durationS ?? 0) - seconds)).toBeLessThan(1);
      expect(Math.abs(take.seconds - (voice?.durationS ?? 0))).toBeLessThanOrEqual(1 / 24);
      expect(Math.abs((take.video?.frames ?? 0) / 24 - take.seconds)).toBeLessThanOrEqual(parts / 24);
      const given = loudness(await samples(voice?.path ?? ''));
      const heard = loudness(await samples(mainOf(job, 'final').path));
      // Where the voice speaks the take sounds as loud, where it rests the take is still: in each second, to the last.
      const seconds1 = (of: number[]): number[] =>
        Array.from({ length: Math.floor(of.length / 100) }, (_, n) =>
          sumOf(of.slice(n * 100, n * 100 + 100)),
        );
      const got = seconds1(heard);
      for (const [n, want] of seconds1(given).entries()) {
        const is = got[n] ?? 0;
        if (want > 1) expect(is / want, `second ${n}`).toBeGreaterThan(0.5);
        else expect(is, `second ${n}`).toBeLessThan(2);
      }

      const cuts = cutsOf(job, 'final');
      for (const { endS } of cuts)
        if (endS < (voice?.durationS ?? 0) - 0.01) expect(given).toSatisfy(stillAt(endS));

      // Sound and pictures keep together over the joins: the voice at both ends, and each frame at its moment of it.
      const [said, laid] = [await samples(voice?.path ?? ''), await samples(mainOf(job, 'final').path)];
      for (const [fromS, toS] of [[0, 8] as const, [take.seconds - 8, take.seconds] as const])
        expect(Math.abs(lagMs(said, laid, [fromS, toS])), `from ${fromS} s`).toBeLessThanOrEqual(40);
      const times = await shownAt(mainOf(job, 'final').path);
      const runs = runsOf(await frameNumbers(mainOf(job, 'final').path));
      expect(runs).toHaveLength(parts);
      let shown = 0;
      for (const [n, run] of runs.entries()) {
        for (const [i, number] of run.entries()) {
          const madeFor = (cuts[n]?.startS ?? 0) + (number ?? Number.NaN) / (take.video?.fps ?? 24);
          expect(Math.abs((times[shown++] ?? 0) - madeFor), `part ${n}, frame ${i}`).toBeLessThanOrEqual(
            0.04,
          );
        }
      }

      // The preview: the beginning of the voice, 15 s at most, ended in a pause.
      const preview = await readTake(job, 'preview');
      const [cut] = cutsOf(job, 'preview');
      expect(preview.video).toMatchObject({ codec: 'h264' });
      expect((preview.video?.width ?? 0) / (preview.video?.height ?? 1)).toBeCloseTo(9 / 16, 1);
      expect(preview.seconds).toBeLessThanOrEqual(15 + 1 / 24);
      expect(preview.seconds).toBeGreaterThan(7);
      expect(Math.abs(preview.seconds - (cut?.endS ?? 0))).toBeLessThanOrEqual(1 / 24);
      expect(given).toSatisfy(stillAt(cut?.endS ?? 0));
      const begun = await samples(mainOf(job, 'preview').path);
      expect(Math.abs(lagMs(said, begun, [0, preview.seconds]))).toBeLessThanOrEqual(40);
    },
  );
});

atLength(
  'a part that fails ends the go; the retry buys only what is missing',
  { timeout: 120_000 },
  async () => {
    const made = await studio.make({ ...talking(sample('voice-65s.mp3')), review: 'hold' });
    await studio.until(made.id);
    const before = await submits();
    await studio.fault({ provider: 'fal', call: 'submit', mode: '422' });
    const failed = await studio.approve(made.id);
    expect(failed.state).toBe('failed');
    expect(failed.hold).toMatchObject({ state: 'released', captured: 0 });
    // What was under way when the other part was refused is followed to its end and kept.
    await studio.until(made.id, (job) =>
      job.attempts.every((one) => !['submitting', 'running', 'saving'].includes(one.state)),
    );
    const bought = (await submits()) - before;
    studio.engine().act([made.id], () => studio.engine().actions.retry(made.id));
    const job = await studio.until(made.id);
    expect(job.state).toBe('completed');
    expect((await submits()) - before).toBe(2);
    expect(bought).toBeLessThanOrEqual(1);
    expect(auditLedger(studio.engine().db)).toEqual([]);
  },
);

atLength(
  'an engine that ends between the parts goes on with those that are missing',
  {
    timeout: 120_000,
  },
  async () => {
    const made = await studio.make({ ...talking(sample('voice-65s.mp3')), review: 'hold' });
    await studio.until(made.id);
    const before = await submits();
    oneAtOnce();
    const first = studio.until(made.id, (job) => finalParts(job).length === 1);
    studio.engine().act([made.id], () => studio.engine().actions.approve([made.id]));
    await first;
    await studio.restart();
    const job = await studio.until(made.id);
    expect(job.state).toBe('completed');
    expect((await submits()) - before).toBe(2);
  },
);

atLength(
  'a network that is cut between the parts: what is missing goes out when it is back',
  {
    timeout: 120_000,
  },
  async () => {
    const made = await studio.make({ ...talking(sample('voice-65s.mp3')), review: 'hold' });
    await studio.until(made.id);
    const before = await accepted();
    oneAtOnce();
    const begun = studio.until(made.id, (job) =>
      job.attempts.some((one) => one.stage === 'final' && one.state === 'running'),
    );
    studio.engine().act([made.id], () => studio.engine().actions.approve([made.id]));
    await begun;
    // Else the other part may be there before the network is cut.
    studio.engine().pause();
    await studio.until(made.id, (job) => finalParts(job).length === 1);
    const mend = await studio.cutNetwork();
    studio.engine().resume();
    await studio.until(
      made.id,
      (job) => job.waitingFor === 'network' || job.error?.code === 'PROVIDER_UNREACHABLE',
    );
    await mend();
    const job = await studio.until(made.id);
    expect(job.state).toBe('completed');
    expect((await accepted()) - before).toBe(2);
  },
);

atLength(
  'a process that is killed between the parts buys only what is missing',
  {
    timeout: 180_000,
  },
  async () => {
    const home = join(studio.home, 'killed');
    const env = { FAL_API_KEY: 'test-fal-key', RUSHES_FAL_URL: studio.urls.fal };
    const args = ['--image', sample('portrait.jpg'), '--audio', sample('voice-65s.mp3'), '--review', 'auto'];
    const watching = new AbortController();
    await rushes(['--home', home, 'run', 'ugc_video', ...args], {
      env,
      running: (pid) => void killAt(pid, watching.signal),
    });
    watching.abort();
    const sent = await accepted();
    await rushes(['--home', home, 'work', '--until-idle'], { env });
    const jobs = (await rushes(['--home', home, 'jobs', '--json'], { env })).json() as { jobs: Job[] };
    expect(jobs.jobs).toMatchObject([{ state: 'completed' }]);
    expect([sent >= 2, await accepted()]).toEqual([true, 3]);
    const profile = openProfile(home);
    expect(profile && auditLedger(profile.db)).toEqual([]);
    profile?.close();
  },
);

/** Kills the process once the preview and a part of the final were bought. */
async function killAt(pid: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    if ((await accepted()) >= 2) {
      process.kill(pid, 'SIGKILL');
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

atLength(
  'a media process that is killed is one failed try, and nothing is bought again',
  {
    timeout: 120_000,
  },
  async () => {
    const made = await studio.make({ ...talking(sample('voice-12s.mp3')), review: 'hold' });
    await studio.until(made.id);
    const before = await submits();
    const fitting = studio.until(made.id, (job) =>
      job.steps.some((step) => step.stage === 'final' && step.name === 'fit' && step.state === 'due'),
    );
    studio.engine().act([made.id], () => studio.engine().actions.approve([made.id]));
    await fitting;
    killMedia();
    const job = await studio.until(made.id);
    expect(job.state).toBe('completed');
    expect((await submits()) - before).toBe(1);
  },
);

const sumOf = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0);

/** Ends the media process of this one, wherever it is in its work. */
function killMedia(): void {
  const found = spawn('pkill', ['-KILL', '-P', String(process.pid), '-f', 'adapters/media/child']);
  found.on('error', () => undefined);
}
