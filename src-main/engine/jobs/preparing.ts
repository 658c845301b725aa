import { RushesError, type StoredError, stored } from '../../../src-shared/contract/errors.ts';
import { mediaTypes } from '../../../src-shared/domain/asset.ts';
import { filesOf, type SentFile, withFiles } from '../../../src-shared/domain/request.ts';
import type { UploadOutcome } from '../../ports/provider.ts';
import { inputsOf } from '../assets/input-store.ts';
import { fileOfAttempt } from '../assets/stage-files.ts';
import { backoffMs } from './backoff.ts';
import type { JobPart } from './claim.ts';
import { donePartsOf, maySend } from './parts.ts';
import type { Phase, Task } from './phase.ts';
import { type AttemptRow, findJob } from './store.ts';

/**
 * What comes before the intent of a part that sends files: the files are made on this machine and uploaded. Nothing of
 * this is paid for, so a crash in the middle is no doubt: the part is claimed again. Only when every file has its address is
 * the intent written, with the addresses in it, so that a lost answer can be looked up by them.
 */
export type Preparing = Pick<Task, 'port' | 'provider'> & { part: JobPart; signal: AbortSignal };

/** Uploads that the provider turned away before the go ends. One that got no answer, or met a full disk, never ends it. */
const uploadTries = 5;
const diskWaitMs = 10_000;

type Stop =
  | { kind: 'gone' }
  | { kind: 'fail'; error: StoredError }
  | { kind: 'again'; error: StoredError; afterMs: number | null; why: 'network' | 'busy' | 'disk' }
  | { kind: 'person'; error: StoredError; reason: 'key' | 'balance' };

/** Answers the attempt that may be submitted now; null where it was not written. */
export async function prepare(phase: Phase, task: Preparing): Promise<AttemptRow | null> {
  const { part, provider, signal } = task;
  const shut = (): boolean => phase.gates.blocked(provider) !== null;
  await phase.swept();
  for (let tries = 1; ; tries++) {
    const done = await ready(phase, task);
    if (signal.aborted || phase.stopped.aborted) return null;
    if (!('kind' in done)) return (await phase.surely(() => begin(phase, task, done.request))) ?? null;
    if (done.kind === 'again' && tries < uploadTries && !shut()) {
      await phase.pause((done.afterMs ?? 0) + backoffMs(tries, phase.random(), 1), signal);
      if (signal.aborted || phase.stopped.aborted) return null;
      if (!shut()) continue;
    }
    const over = done.kind === 'again' && done.why === 'busy' && tries >= uploadTries;
    await phase.surely(() => give(phase, task, over ? { kind: 'fail', error: done.error } : done));
    return null;
  }

  /** Inside a transaction. */
  function begin(
    phaseNow: Phase,
    { part: { job, part: n } }: Preparing,
    request: JobPart['request'],
  ): AttemptRow | null {
    const now = stillWanted(phaseNow, part);
    if (!now) return null;
    // Making and sending files takes a while: what the claim asked is asked once more.
    if (!maySend(phaseNow.db, now, n)) return null;
    if (phaseNow.paused() || !phaseNow.gates.ready(provider)) {
      phaseNow.jobs.sendable(now.id, now.state);
      return null;
    }
    const row = phaseNow.attempts.begin(job, n, request);
    // Another part may go out beside this one.
    if (now.wake_at === null) phaseNow.jobs.sendable(now.id, now.state);
    return row;
  }
}

const stillWanted = (phase: Phase, { job }: JobPart) => {
  const now = findJob(phase.db, job.id);
  return now && now.go === job.go && (now.state === 'processing' || now.state === 'generating_final')
    ? now
    : null;
};

/** Inside a transaction: why the part is not sent now. */
function give(phase: Phase, { part, provider }: Preparing, stop: Stop): void {
  const job = stillWanted(phase, part);
  if (!job || stop.kind === 'gone') return;
  if (stop.kind === 'fail') phase.jobs.tryStep(job.id, 'fail', { error: stop.error });
  else if (stop.kind === 'person') {
    phase.gates.pause(provider, stop.reason, stop.error);
    phase.jobs.sendable(job.id, job.state);
  } else if (phase.gates.blocked(provider) !== null) phase.jobs.sendable(job.id, job.state);
  else {
    const wakeAt = phase.clock.now() + (stop.afterMs ?? 0) + backoffMs(uploadTries, phase.random(), 1);
    phase.jobs.keepBack(job.id, job.state, { wakeAt, error: stop.error });
  }
}

async function ready(phase: Phase, task: Preparing): Promise<{ request: JobPart['request'] } | Stop> {
  const files: Record<string, SentFile> = {};
  for (const [field, file] of filesOf(task.part.request)) {
    const made = await make(phase, task, file);
    if ('kind' in made) return made;
    const sent = await upload(phase, task, made);
    if ('kind' in sent) return sent;
    files[field] = sent;
  }
  return { request: withFiles(task.part.request, files) };
}

type Made = SentFile & { path: string; mime: string };

/** The file on this disk as it is sent: the input itself, or what the recipe makes of it, made once. */
async function make(
  phase: Phase,
  { part: { job, ...rest }, signal }: Preparing,
  file: SentFile,
): Promise<Made | Stop> {
  const { files, media } = phase;
  const source = sourceOf(phase, { job, ...rest }, file);
  if (!source || !(await files.has(source.path)))
    return {
      kind: 'fail',
      error: { code: 'input_missing', subject: 'input' in file.from ? file.from.input : 'an earlier part' },
    };
  if (file.make.do === 'as_is') return { ...file, path: source.path, mime: source.mime };
  const mime = file.make.do === 'picture' ? 'image/jpeg' : 'audio/mpeg';
  const path = `user_local/job_${job.id}/input/${nameOf(file)}.${mediaTypes[mime].ext}`;
  const made: Made = { ...file, path, mime };
  const from = files.absolute(source.path);
  const until = AbortSignal.any([signal, phase.stopped]);
  const { make: how } = file;
  try {
    return await phase.alone(path, async () => {
      if (await files.has(path)) return made;
      if (!media) return { kind: 'fail', error: { code: 'media_missing' } };
      until.throwIfAborted();
      await files.make(path, (to) =>
        how.do === 'picture'
          ? media.picture(
              {
                from,
                to,
                frame: how.ratio === null ? null : { ratio: how.ratio, fit: how.fit },
                longest: how.longest,
              },
              until,
            )
          : media.voice({ from, to, startS: how.startS, endS: how.endS }, until),
      );
      return made;
    });
  } catch (error) {
    if (until.aborted) return { kind: 'gone' };
    if (!(error instanceof RushesError)) throw error;
    const told = stored(error);
    const disk = ['disk_full', 'DISK_FULL', 'DISK_FAILED'].includes(error.code);
    return disk
      ? { kind: 'again', error: told, afterMs: diskWaitMs, why: 'disk' }
      : { kind: 'fail', error: told };
  }
}

function sourceOf(
  { db }: Phase,
  { job }: JobPart,
  { from }: SentFile,
): { path: string; mime: string } | null {
  if ('input' in from) return inputsOf(db, job.id).find((row) => row.field === from.input) ?? null;
  const attempt = donePartsOf(db, job).get(from.part);
  return attempt === undefined ? null : fileOfAttempt(db, attempt);
}

/** The same recipe has the same name, so a file is made once for every attempt and part that sends it. */
function nameOf({ from, make: how }: SentFile): string {
  const field = 'input' in from ? from.input : `part-${from.part}`;
  if (how.do === 'picture')
    return `${field}-${how.ratio === null ? 'own' : `${how.ratio.replace(':', 'x')}-${how.fit}`}-${how.longest}`;
  if (how.do === 'voice') return `${field}-${Math.round(how.startS * 1_000)}-${Math.round(how.endS * 1_000)}`;
  return field;
}

async function upload(phase: Phase, task: Preparing, made: Made): Promise<SentFile | Stop> {
  const found = await phase.files.inspect(made.path);
  if (!found) return { kind: 'fail', error: { code: 'input_missing', subject: made.path } };
  const file = {
    absolute: phase.files.absolute(made.path),
    name: made.path.split('/').at(-1) ?? 'file',
    mime: made.mime,
    bytes: found.bytes,
  };
  const until = AbortSignal.any([task.signal, phase.stopped]);
  let outcome: UploadOutcome;
  try {
    outcome = await task.port.upload(file, until);
  } catch (error) {
    if (until.aborted) return { kind: 'gone' };
    phase.log.error('an adapter threw at an upload', { provider: task.provider, error });
    return { kind: 'fail', error: { code: 'provider_failed', subject: task.provider } };
  }
  if (until.aborted) return { kind: 'gone' };
  if (outcome.kind === 'inline') return made;
  if (outcome.kind === 'stored') {
    phase.gates.heard(task.provider);
    return { ...made, url: outcome.url };
  }
  if (outcome.kind === 'unreachable') {
    phase.gates.doubt(task.provider);
    return { kind: 'again', error: outcome.error, afterMs: outcome.retryAfterMs, why: 'network' };
  }
  if (outcome.wait === 'busy')
    return { kind: 'again', error: outcome.error, afterMs: outcome.retryAfterMs, why: 'busy' };
  return outcome.wait === null
    ? { kind: 'fail', error: outcome.error }
    : { kind: 'person', error: outcome.error, reason: outcome.wait };
}
