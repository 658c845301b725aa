import { RushesError } from '../../../../src-shared/contract/errors.ts';
import { filesOf } from '../../../../src-shared/domain/request.ts';
import type { Promised } from '../../../../src-shared/workflows/workflow.ts';
import type { Made, Probe } from '../../../ports/media.ts';
import { jobInputs } from '../../jobs/claim.ts';
import { getAttempt } from '../../jobs/store.ts';
import { inputsOf } from '../input-store.ts';
import { fileOfAttempt, takeFile } from '../stage-files.ts';
import { blame, type Source } from './spoiled.ts';
import type { AssetStep, StepOn, StepWorld } from './step.ts';

/**
 * Brings what was delivered to what was asked: length, ratio, frame rate, sound; puts parts together under the job's own
 * voice. What it did is told in words for the receipt.
 */
export const fit: AssetStep = {
  name: 'fit',
  place: 'media',
  needed: true,
  async run(world, on) {
    const promised = promiseOf(world, on);
    const sources = promised.parts.map((part) => ({ ...part, file: sourceOf(world, on, part.part) }));
    const lastN = Math.max(...[...on.attempts.values()].map((id) => getAttempt(world.db, id).n));
    const path = takeFile({ jobId: on.job.id, stage: on.stage, n: lastN }, '.mp4');
    const [only] = sources;
    if (!only) throw new RushesError('INTERNAL', { detail: 'a stage without parts' });
    const joined = sources.length > 1 || promised.sound === 'voice';
    const before = joined ? null : await world.media.probe(only.file, on.signal);
    const { made, bytes, sha256 } = await world.files
      .make(path, (to) => make(world, on, { promised, sources, to }))
      .catch(async (error: unknown) => {
        const scratch = takeFile({ jobId: on.job.id, stage: on.stage, n: lastN }, '.check.mp4');
        throw await blame(world, on, { error, sources, joined, scratch });
      });
    const did = [
      ...wordsBeforeSending(world, on),
      ...(before ? wordsOfClip(before, made, promised) : []),

      ...(sources.length > 1 ? [`joined ${sources.length} parts`] : []),
      ...(promised.sound === 'voice' ? ['laid your voice over the whole'] : []),
    ];
    return {
      files: [{ kind: 'video', path, mime: 'video/mp4', bytes, sha256, facts: made }],
      facts: [],
      did,
    };
  },
};

type Making = { promised: Promised; sources: readonly Source[]; to: string };

async function make(world: StepWorld, on: StepOn, { promised, sources, to }: Making): Promise<Made> {
  const { fps } = promised;
  const frame = frameOf(promised);
  const [only] = sources;
  if (only && sources.length === 1 && promised.sound !== 'voice') {
    const sound = promised.sound === 'clip';
    return world.media.clip({ from: only.file, to, seconds: only.seconds, frame, fps, sound }, on.signal);
  }
  const parts = sources.map(({ file, seconds }) => ({ from: file, seconds: seconds ?? 0 }));
  const voice = await voiceOf(world, on, promised);
  return world.media.join({ parts, to, voice, frame, fps }, on.signal);
}

function promiseOf({ db }: StepWorld, on: StepOn): Promised {
  const inputs = jobInputs(db, on.workflow, on.job.id);
  const promised = on.workflow.promise?.(on.stage, { params: on.job.params, inputs, models: on.models });
  return (
    promised ?? {
      parts: [{ part: 0, seconds: null }],
      ratio: null,
      fit: 'crop',
      fps: null,
      sound: 'clip',
      voiceS: null,
    }
  );
}

const frameOf = ({ ratio, fit: how }: Promised) => (ratio === null ? null : { ratio, fit: how });

function sourceOf({ db, files }: StepWorld, on: StepOn, part: number): string {
  const attempt = on.attempts.get(part);
  const row = attempt === undefined ? null : fileOfAttempt(db, attempt);
  if (!row) throw new RushesError('INTERNAL', { detail: `part ${part} is not on disk` });
  return files.absolute(row.path);
}

/** The voice that lies over the take: the one that was given, or as much of it as the stage uses. */
async function voiceOf(
  { db, files, media }: StepWorld,
  on: StepOn,
  promised: Promised,
): Promise<string | null> {
  if (promised.sound !== 'voice') return null;
  const given = inputsOf(db, on.job.id).find((row) => row.field === 'audio');
  if (!given) throw new RushesError('input_missing', { subject: 'the voice' });
  const whole = given.facts.seconds ?? 0;
  const endS = promised.voiceS ?? whole;
  if (endS >= whole) return files.absolute(given.path);
  const path = `user_local/job_${on.job.id}/input/audio-0-${Math.round(endS * 1_000)}.mp3`;
  if (!(await files.has(path))) {
    const from = files.absolute(given.path);
    await files.make(path, (to) => media.voice({ from, to, startS: 0, endS }, on.signal));
  }
  return files.absolute(path);
}

/** What was done to the files before they were sent: the picture brought to its ratio, the voice cut in its pauses. */
function wordsBeforeSending({ db }: StepWorld, on: StepOn): string[] {
  const inputs = jobInputs(db, on.workflow, on.job.id);
  const sent = [...on.attempts.values()].flatMap((id) =>
    filesOf(getAttempt(db, id).request).map(([, file]) => file),
  );
  const did = new Set<string>();
  for (const { from, make } of sent) {
    const facts = 'input' in from ? inputs[from.input] : undefined;
    if (make.do !== 'picture' || make.ratio === null || !facts?.width || !facts.height) continue;
    const [width = 1, height = 1] = make.ratio.split(':').map(Number);
    if (Math.abs(facts.width / facts.height / (width / height) - 1) < sameRatio) continue;
    did.add(`${make.fit === 'crop' ? 'cropped' : 'padded'} the picture to ${make.ratio} before it was sent`);
  }
  const pieces = new Set(sent.flatMap(({ make }) => (make.do === 'voice' ? [make.startS] : [])));
  if (pieces.size > 1) did.add(`cut the voice into ${pieces.size} parts in its pauses`);
  return [...did];
}

/** Ratios that differ by less come from rounding to whole pixels. */
const sameRatio = 0.01;

const shown = (value: number): string => String(Math.round(value * 100) / 100);

function wordsOfClip(before: Probe, made: Made, { fit: how }: Promised): string[] {
  const did: string[] = [];
  const frame = 1 / (made.fps ?? 24);
  const [was, is] = [before.durationS ?? 0, made.durationS ?? 0];
  if (was - is > frame) did.push(`trimmed from ${shown(was)} s to ${shown(is)} s`);
  const ratio = (probe: Probe): number => (probe.width ?? 1) / (probe.height ?? 1);
  if (Math.abs(ratio(before) / ratio(made) - 1) > sameRatio)
    did.push(`${how === 'crop' ? 'cropped' : 'padded'} to ${made.width} x ${made.height}`);
  if (before.fps !== null && made.fps !== null && Math.abs(before.fps - made.fps) > 0.01)
    did.push(`re-timed from ${shown(before.fps)} to ${shown(made.fps)} frames a second`);
  if (before.audioCodec !== null && made.audioCodec === null) did.push('took the sound away');
  return did;
}
