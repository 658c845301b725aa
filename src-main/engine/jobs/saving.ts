import { RushesError, type StoredError, stored } from '../../../src-shared/contract/errors.ts';
import { isMediaType, mediaTypes } from '../../../src-shared/domain/asset.ts';
import type { ResultFile, ResultPiece } from '../../ports/provider.ts';
import { fileOf } from './attempt-files.ts';
import { pollMs } from './backoff.ts';
import { requestsOf } from './claim.ts';
import type { Phase, Task } from './phase.ts';
import { type AttemptRow, getAttempt, getJob, type JobRow, previewTakeOf } from './store.ts';

/** Most times that a download is begun anew because it was cut or did not have the promised length. */
const downloadTries = 5;
/** Most bytes of one file of a result; the longest promised, 120 s of video, stays far below. */
const mostBytes = 2 * 1024 ** 3;
const diskWaitMs = 10_000;

const isDiskTrouble = (error: unknown): error is RushesError =>
  error instanceof RushesError && ['disk_full', 'DISK_FULL', 'DISK_FAILED'].includes(error.code);

type Written = { piece: ResultPiece; path: string; mime: string; bytes: number; sha256: string };
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

/** One piece, whole; null where the engine stops first. */
async function savePiece(phase: Phase, task: Task, { row, piece, i }: Nth): Promise<Written | Stop | null> {
  const name = fileOf(row, i);
  const since = phase.clock.monotonic();
  let cuts = 0;
  for (let tries = 0; ; tries++) {
    try {
      const done =
        piece.type === 'file'
          ? await download(phase, task, { file: piece, name })
          : await writeText(phase, piece, name);
      if (!('again' in done)) return 'end' in done ? done : { piece, ...done };
      if (done.cut && ++cuts >= downloadTries) return { end: done.again };
      if (phase.clock.monotonic() - since > phase.limitMs(row)) return { end: done.again };
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
      await phase.surely(() => phase.jobs.note(row.job_id, stored(error)));
      await phase.rest(task, diskWaitMs);
      if (phase.stopped.aborted) return null;
      continue;
    }
    await phase.rest(task, pollMs(tries, 10, phase.random()));
    if (phase.stopped.aborted) return null;
  }
}

type Saved = Omit<Written, 'piece'>;
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
  if (answer.kind !== 'stream') return { end: answer.error };
  const broken = (detail: string): { again: StoredError; cut: boolean } => ({
    again: { code: 'download_broken', subject: task.provider, detail },
    cut: true,
  });
  const path = `${name}.${mediaTypes[mime].ext}`;
  const part = await phase.files.open(path);
  try {
    let bytes = 0;
    let head = '';
    try {
      for await (const chunk of answer.body) {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) return refuse('it is larger than 2 GB');
        if (head.length < 16) head += Buffer.from(chunk.subarray(0, 16)).toString('hex');
        await part.write(chunk);
      }
    } catch (error) {
      if (isDiskTrouble(error)) throw error;
      return broken('it was cut');
    }
    const promised = answer.bytes ?? file.bytes;
    if (promised !== null && bytes !== promised) return broken(`it has ${bytes} of ${promised} bytes`);
    if (file.bytes !== null && bytes !== file.bytes) return broken(`it has ${bytes} of ${file.bytes} bytes`);
    const magic = mediaTypes[mime].magic as readonly string[];
    if (magic.length > 0 && !magic.some((m) => head.startsWith(m))) return refuse(`it is not ${mime}`);
    return { path, mime, ...(await part.commit()) };
  } finally {
    await part.discard();
  }
}

/** Inside a transaction: the files are whole, so the rows may say so; the last part of a stage makes its take. */
function record(phase: Phase, row: AttemptRow, written: Written[]): void {
  if (getAttempt(phase.db, row.id).state !== 'saving') return;
  for (const w of written) {
    const kind = w.piece.type === 'file' ? w.piece.kind : w.piece.type;
    phase.db
      .sql(
        `INSERT INTO assets (attempt_id, kind, path, mime, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256`,
      )
      .run(row.id, kind, w.path, w.mime, w.bytes, w.sha256);
  }
  phase.attempts.tryStep(row.id, 'saved', { error: null });
  const job = phase.wanted(row);
  if (!job) {
    makeTake(phase, row, { job: getJob(phase.db, row.job_id), late: true });
    return;
  }
  const parts =
    requestsOf({ workflows: phase.workflows, modelsOf: () => row.request.models }, job)?.length ?? 1;
  const done = Number(
    phase.db
      .sql(`SELECT COUNT(DISTINCT part) FROM attempts WHERE job_id = ? AND go = ? AND state = 'succeeded'`)
      .pluck()
      .get(job.id, job.go),
  );
  if (done < parts) {
    phase.jobs.sendable(job.id, job.state);
    return;
  }
  makeTake(phase, row, { job, late: false });
  if (row.stage === 'final') {
    phase.jobs.step(job.id, 'final_stored');
    return;
  }
  phase.jobs.step(job.id, 'preview_stored');
  if (job.review === 'auto') phase.jobs.step(job.id, 'approve');
}

/** A take of all that the go stored for this stage. Late: the job had ended, so it costs nothing. */
function makeTake(phase: Phase, row: AttemptRow, { job, late }: { job: JobRow; late: boolean }): void {
  const id = phase.newId();
  const workflow = phase.workflows.find((w) => w.id === job.workflow);
  const from = row.stage === 'final' ? previewTakeOf(phase.db, job.id) : null;
  phase.db
    .sql(
      'INSERT INTO takes (id, job_id, go, stage, relation, from_take, late, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      id,
      job.id,
      row.go,
      row.stage,
      row.stage === 'final' ? (workflow?.relation ?? null) : null,
      from?.id ?? null,
      late ? 1 : 0,
      phase.clock.now(),
    );
  phase.db
    .sql(
      'UPDATE assets SET take_id = ? WHERE take_id IS NULL AND attempt_id IN (SELECT id FROM attempts WHERE job_id = ? AND go = ? AND stage = ?)',
    )
    .run(id, job.id, row.go, row.stage);
  phase.events.emit({ type: 'job', job: job.id, facts: { event: late ? 'arrived_late' : 'take', take: id } });
}
