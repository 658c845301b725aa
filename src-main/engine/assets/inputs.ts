import { RushesError } from '../../../src-shared/contract/errors.ts';
import { fileFields, type InputFacts, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { MediaPort } from '../../ports/media.ts';
import type { Db } from '../db/db.ts';
import { bad, createSources, extOf, type Field, mostBytes, type Source } from './input-source.ts';
import type { InputRow } from './input-store.ts';
import type { StagedFacts, StagedFiles } from './staged.ts';

/**
 * Files that a job is given: looked at, copied in, and measured, before anything is held. A job never reads the creator's
 * path again. A file that breaks a rule is BAD_INPUT that names the field; nothing of it stays.
 */
export type InputsDeps = {
  db: Db;
  files: AssetFiles;
  media: MediaPort | null;
  staged: Pick<StagedFiles, 'find'>;
  swept(): Promise<void>;
};

export type Gathered = Omit<InputRow, 'job_id'> & { from_job: string | null };

/** A wish for files: the workflow, its parameters, and whether a parameter may be a path of this machine. */
export type FileWish = { workflow: Workflow; params: Record<string, unknown>; paths: boolean };

/** What was found in the files of a wish, and their SHA-256, by field. */
export type Measured = { facts: Record<string, InputFacts>; sums: Record<string, string> };

/** Longest time (ms) that looking at one file may take. */
const lookMs = 60_000;
/** A voice whose loudest sample stays below this (-40 dB) is silence. */
const leastLoudness = 0.01;

const inputFolder = (jobId: string): string => `user_local/job_${jobId}/input`;

export function createInputs({ db, files, media, staged, swept }: InputsDeps) {
  const sourceOf = createSources({ db, files, staged });

  /** Throws where what was measured breaks the field's rule. */
  const judged = (field: Field, { loudest, ...facts }: StagedFacts): InputFacts => {
    if (field.file.kind === 'image') {
      const { width, height } = facts;
      if (width === null || height === null) throw bad(field, 'not a picture');
      if (Math.min(width, height) < field.file.leastSide) throw bad(field, `${width} x ${height} pixels`);
      return facts;
    }
    const seconds = facts.seconds ?? 0;
    if (seconds < field.file.least || seconds > field.file.most) throw bad(field, `${shown(seconds)} s long`);
    if (loudest < leastLoudness) throw bad(field, 'silent');
    return facts;
  };

  /** Decodes as much as the rules need. */
  const measure = async (field: Field, absolute: string): Promise<{ mime: string; facts: InputFacts }> => {
    if (!media) throw new RushesError('MEDIA_MISSING', { field: field.name, rule: 'A file' });
    const signal = AbortSignal.timeout(lookMs);
    const none = { width: null, height: null, seconds: null, silences: [], loudest: 1 };
    try {
      const { kind, mime, width, height, durationS } = await media.probe(absolute, signal);
      if (field.file.kind === 'image') {
        if (kind !== 'image') throw bad(field, 'not a picture');
        return { mime, facts: judged(field, { ...none, kind, width, height }) };
      }
      if (kind !== 'audio') throw bad(field, kind === 'video' ? 'a video' : 'a picture');
      const said = durationS ?? 0;
      // Told apart before it is decoded: a voice of hours would take minutes.
      if (said > field.file.most + 1) throw bad(field, `${shown(said)} s long`);
      const heard = await media.listen(absolute, signal);
      const silences = heard.silences.map(([from, to]): [number, number] => [from, to]);
      const { durationS: seconds, loudest } = heard;
      return { mime, facts: judged(field, { ...none, kind, seconds, silences, loudest }) };
    } catch (error) {
      if (!(error instanceof RushesError)) throw error;
      if (error.code === 'media_refused') throw bad(field, error.facts.rule ?? 'damaged');
      if (error.code === 'media_failed') throw bad(field, 'one that this machine could not read');
      if (error.code === 'media_missing')
        throw new RushesError('MEDIA_MISSING', { field: field.name, rule: 'Sound' }, { cause: error });
      throw error;
    }
  };

  const given = ({ workflow, params }: FileWish): [Field, string][] =>
    fileFields(workflow).flatMap((field) => {
      const value = params[field.name];
      return typeof value === 'string' && value !== '' ? [[field, value]] : [];
    });

  const unreadable = (field: Field, error: unknown): never => {
    throw error instanceof RushesError && error.code === 'media_refused'
      ? bad(field, error.facts.rule ?? 'not readable')
      : error;
  };
  const sumOf = (field: Field, absolute: string): Promise<string> =>
    files.sum(absolute, mostBytes[field.file.kind]).catch((error: unknown) => unreadable(field, error));

  /** The file of one field as a file of the job. */
  const bringIn = async (field: Field, source: Source, jobId: string): Promise<Gathered> => {
    const path = `${inputFolder(jobId)}/${field.name}.${extOf(source.mime)}`;
    const { fromTake: from_take, fromJob: from_job } = source;
    const row = { field: field.name, name: source.name, path, from_take, from_job };
    const { stored, facts, sha256, mime, bytes } = source;
    if (stored !== null && facts !== null && sha256 !== null) {
      const known = judged(field, facts) as InputRow['facts'];
      await files.link(stored, path);
      return { ...row, mime, bytes, sha256, facts: known };
    }
    const whole = await files
      .copyIn(source.absolute, path, mostBytes[field.file.kind])
      .catch((error: unknown) => unreadable(field, error));
    try {
      const found = await measure(field, files.absolute(path));
      return { ...row, ...whole, mime: found.mime, facts: found.facts as InputRow['facts'] };
    } catch (error) {
      await files.remove(path).catch(() => undefined);
      throw error;
    }
  };

  return {
    /** Looks at the files of a wish where they are; copies nothing. */
    async measured(wish: FileWish): Promise<Measured> {
      const found: Measured = { facts: {}, sums: {} };
      for (const [field, value] of given(wish)) {
        const source = await sourceOf(field, value, wish.paths);
        const { name } = field;
        found.facts[name] = source.facts
          ? judged(field, source.facts)
          : (await measure(field, source.absolute)).facts;
        found.sums[name] = source.sha256 ?? (await sumOf(field, source.absolute));
      }
      return found;
    },

    /** Copies the files of a job that is about to be made into its folder, and measures the copies. */
    async gather(jobId: string, wish: FileWish): Promise<Gathered[]> {
      const gathered: Gathered[] = [];
      const wanted = given(wish);
      if (wanted.length > 0) await swept();
      try {
        for (const [field, value] of wanted) {
          gathered.push(await bringIn(field, await sourceOf(field, value, wish.paths), jobId));
        }
        return gathered;
      } catch (error) {
        await this.forget(gathered);
        throw error;
      }
    },

    /** The same files for another job of the same count. */
    async again(jobId: string, rows: readonly Gathered[]): Promise<Gathered[]> {
      const made: Gathered[] = [];
      for (const row of rows) {
        const path = `${inputFolder(jobId)}/${row.path.split('/').at(-1) ?? row.field}`;
        await files.link(row.path, path);
        made.push({ ...row, path });
      }
      return made;
    },

    /** Removes copies whose job was not made after all. */
    async forget(rows: readonly Gathered[]): Promise<void> {
      for (const row of rows) await files.remove(row.path).catch(() => undefined);
    },
  };
}
export type InputFiles = ReturnType<typeof createInputs>;

const shown = (seconds: number): string => String(Math.round(seconds * 10) / 10);
