import { RushesError, type StoredError, stored } from '../../../src-shared/contract/errors.ts';
import {
  type AssetKind,
  headBytes,
  isMediaType,
  isProven,
  mediaTypes,
} from '../../../src-shared/domain/asset.ts';
import { undecidedLimitMs } from '../../../src-shared/domain/attempt.ts';
import type { ResultFile, ResultPiece } from '../../ports/provider.ts';
import { fileOf } from './attempt-files.ts';
import { endIfWhole, isWhole } from './claim.ts';
import type { Phase, Task } from './phase.ts';
import { type AttemptRow, getAttempt, getJob } from './store.ts';

/** Most times that a download is begun anew because it was cut or did not have the promised length. */
const downloadTries = 5;
/** Most bytes of one file of a result; the longest promised, 120 s of video, stays far below. */
const mostBytes = 2 * 1024 ** 3;
const diskWaitMs = 10_000;

const isDiskTrouble = (error: unknown): error is RushesError =>
  error instanceof RushesError && ['disk_full', 'DISK_FULL', 'DISK_FAILED'].includes(error.code);

type Written = { kind: AssetKind; path: string; mime: string; bytes: number; sha256: string };
type Stop = { end: StoredError };

/**
 * Puts a known result on disk: files first (part, hash, sync, rename), rows second. The result stands in the attempt's
 * row, so a restart goes on here, and a full disk waits here, without asking the provider to make anything again.
 */
export async function save(phase: Phase, task: Task, row: AttemptRow): Promise<void> {
  const written: Written[] = [];
  await phase.swept();
  for (const [i, piece] of (row.result ?? []).entries()) {
    const done = await savePiece(phase, task, { row, piece, i });
    if (done === null) return;
    if ('end' in done) {
      await phase.surely(() => {
        if (phase.attempts.tryStep(row.id, 'failed', { error: done.end }))
          phase.afterFailed(row, done.end, false);
      });
      return;
    }
    written.push(done);
  }
  await phase.surely(() => record(phase, row, written));
}

type Nth = { row: AttemptRow; piece: ResultPiece; i: number };

/** A result that a step brings to what was asked is kept apart under another name. */
function placeOf(phase: Phase, { row, piece, i }: Nth): { name: string; kind: AssetKind } {
  const workflow = phase.workflows.find((w) => w.id === getJob(phase.db, row.job_id).workflow);
  const fitted = piece.type === 'file' && phase.media !== null && workflow?.steps[row.stage].includes('fit');
  if (fitted) return { name: `${fileOf(row, i)}.source`, kind: 'source' };
  return { name: fileOf(row, i), kind: piece.type === 'file' ? piece.kind : piece.type };
}

/**
 * One piece, whole; null where the engine stops first. What lies ready was paid for, so only what answers may end this: a download
 * that is cut, over and over. A silence is the network's and takes nothing from the stage limit; where the provider itself can be reached
 * all the while, and only its file cannot, it lasts as long as a lost answer.
 */
async function savePiece(phase: Phase, task: Task, nth: Nth): Promise<Written | Stop | null> {
  const { row, piece } = nth;
  const { name, kind } = placeOf(phase, nth);
  const online = (): boolean => phase.gates.offlineMs(task.provider) === 0;
  let cuts = 0;
  let silentMs = 0;
  for (let tries = 0; ; tries++) {
    try {
      const done =
        piece.type === 'file'
          ? await download(phase, task, { file: piece, name })
          : await writeText(phase, piece, name);
      if ('end' in done) return done;
      if (!('again' in done)) return (await unusable(phase, row, done)) ?? { kind, ...done };
      phase.gates.doubt(task.provider);
      if (done.cut && online() && ++cuts >= downloadTries) return { end: done.again };
      if (silentMs > undecidedLimitMs) return { end: done.again };
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
      await phase.surely(() => phase.jobs.note(row.job_id, stored(error)));
      await phase.rest(task, diskWaitMs);
      if (phase.stopped.aborted) return null;
      continue;
    }
    const wait = phase.pollMs({ n: tries, expectedS: 10 });
    await phase.rest(task, wait);
    if (phase.stopped.aborted) return null;
    if (!online()) continue;
    const told = silentMs > phase.limitMs(row);
    silentMs += wait;
    if (told || silentMs <= phase.limitMs(row) || !phase.wanted(row)) continue;
    const error = { code: 'PROVIDER_UNREACHABLE', subject: task.provider } as const;
    await phase.surely(() => phase.jobs.note(row.job_id, error));
  }
}

type Saved = Omit<Written, 'kind'>;
type NamedFile = { file: ResultFile; name: string };
/** Worth another try. `cut`: the provider sent something, but not all of it. */
type Again = { again: StoredError; cut: boolean };

async function writeText(
  phase: Phase,
  piece: Exclude<ResultPiece, { type: 'file' }>,
  name: string,
): Promise<Saved> {
  const mime = piece.type === 'text' ? 'text/plain' : 'application/json';
  const path = `${name}.${mediaTypes[mime].ext}`;
  const text = piece.type === 'text' ? piece.text : `${JSON.stringify(piece.value, null, 2)}\n`;
  const part = await phase.files.open(path);
  try {
    await part.write(new TextEncoder().encode(text));
    return { path, mime, ...(await part.commit()) };
  } finally {
    await part.discard();
  }
}

async function download(phase: Phase, task: Task, named: NamedFile): Promise<Saved | Stop | Again> {
  const { file, name } = named;
  const refuse = (rule: string): Stop => ({ end: { code: 'result_refused', subject: task.provider, rule } });
  const mime = file.mime;
  if (!isMediaType(mime)) return refuse(`the type ${mime.slice(0, 60)} is not one that Rushes stores`);
  if ((file.bytes ?? 0) > mostBytes) return refuse('it is larger than 2 GB');
  const answer = await task.port.download(file, phase.stopped);
  if (answer.kind === 'unreachable') return { again: answer.error, cut: false };
  // Something in between (a captive portal's page) may have answered: what was paid for is not given up for that at once.
  if (answer.kind === 'refused') return { again: answer.error, cut: true };
  if (answer.kind !== 'stream') return { end: answer.error };
  const broken = (detail: string): { again: StoredError; cut: boolean } => ({
    again: { code: 'download_broken', subject: task.provider, detail },
    cut: true,
  });
  const path = `${name}.${mediaTypes[mime].ext}`;
  const part = await phase.files.open(path);
  try {
    let bytes = 0;
    let head = new Uint8Array();
    try {
      for await (const chunk of answer.body) {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) return refuse('it is larger than 2 GB');
        if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes)]);
        await part.write(chunk);
      }
    } catch (error) {
      if (isDiskTrouble(error)) throw error;
      return broken('it was cut');
    }
    const promised = answer.bytes ?? file.bytes;
    if (promised !== null && bytes !== promised) return broken(`it has ${bytes} of ${promised} bytes`);
    if (file.bytes !== null && bytes !== file.bytes) return broken(`it has ${bytes} of ${file.bytes} bytes`);
    if (!isProven(mime, head)) return refuse(`it is not ${mime}`);
    return { path, mime, ...(await part.commit()) };
  } finally {
    await part.discard();
  }
}

/** Why what came cannot be what was asked for: no picture, no sound where sound was asked for. null: it can. */
async function unusable(phase: Phase, row: AttemptRow, saved: Saved): Promise<Stop | null> {
  if (!phase.media || !saved.mime.startsWith('video/')) return null;
  const refuse = async (rule: string): Promise<Stop> => {
    await phase.files.remove(saved.path);
    return { end: { code: 'result_refused', subject: row.provider, rule } };
  };
  try {
    const probe = await phase.media.probe(phase.files.absolute(saved.path), phase.stopped);
    if (probe.kind !== 'video') return await refuse('it holds no picture');
    const silent = row.request.task === 'clip' && row.request.sound && probe.audioCodec === null;
    return silent ? await refuse('it has no sound') : null;
  } catch (error) {
    if (error instanceof RushesError && error.code === 'media_refused')
      return await refuse(error.facts.rule ?? 'it is damaged');
    // This machine's trouble, not the file's: the step after it meets it again and tells it.
    if (error instanceof RushesError || phase.stopped.aborted) return null;
    throw error;
  }
}

/** Inside a transaction: the files are whole, so the rows may say so; the last part of a stage ends it. */
function record(phase: Phase, row: AttemptRow, written: Written[]): void {
  const now = getAttempt(phase.db, row.id);
  if (now.state !== 'saving') return;
  for (const w of written) {
    phase.db
      .sql(
        `INSERT INTO assets (attempt_id, kind, path, mime, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256`,
      )
      .run(row.id, w.kind, w.path, w.mime, w.bytes, w.sha256);
  }
  phase.attempts.tryStep(row.id, 'saved', { error: null });
  phase.learned.observe(now, phase.clock.now());
  const claiming = { ...phase, modelsOf: () => row.request.models };
  const wanted = phase.wanted(now);
  if (wanted) {
    const ended = endIfWhole(claiming, wanted);
    if (!ended && wanted.wake_at === null) phase.jobs.sendable(wanted.id, wanted.state);
    return;
  }
  // It came late: a take of its own, once every part is here.
  const job = getJob(phase.db, row.job_id);
  const of = { ...job, stage: row.stage, go: job.stage === row.stage ? job.go : row.go };
  if (isWhole(claiming, of)) phase.stageEnd.partsDone(of, of.go);
}
