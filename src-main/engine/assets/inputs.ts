import { isAbsolute, win32 } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { type MediaType, mediaTypes, typeOf } from '../../../src-shared/domain/asset.ts';
import { idPattern } from '../../../src-shared/domain/ids.ts';
import {
  type FieldSpec,
  type FileRule,
  fileFields,
  type InputFacts,
  type Workflow,
} from '../../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { MediaPort, Probe } from '../../ports/media.ts';
import type { Db } from '../db/db.ts';
import { findTake, getJob } from '../jobs/store.ts';
import type { InputRow } from './input-store.ts';

/**
 * Files that a job is given: looked at, copied in, and measured, before anything is held. A job never reads the creator's
 * path again. A file that breaks a rule is BAD_INPUT that names the field; nothing of it stays.
 */
export type InputsDeps = { db: Db; files: AssetFiles; media: MediaPort | null; swept(): Promise<void> };

export type Gathered = Omit<InputRow, 'job_id'>;

/** Most bytes of a file, by its kind. Providers take 10 to 20 MB of picture after our own resizing, 5 MB of voice a piece. */
const mostBytes = { image: 64 * 1024 ** 2, audio: 256 * 1024 ** 2 } as const;
/** Longest time (ms) that looking at one file may take. */
const lookMs = 60_000;
/** A voice whose loudest sample stays below this (-40 dB) is silence. */
const leastLoudness = 0.01;
const longestName = 120;

type Field = FieldSpec & { file: FileRule };
type Source = { absolute: string; name: string; mime: MediaType; bytes: number; fromTake: string | null };

const inputFolder = (jobId: string): string => `user_local/job_${jobId}/input`;

export function createInputs({ db, files, media, swept }: InputsDeps) {
  const bad = (field: Field, found: string, rule = field.rule): RushesError =>
    new RushesError('BAD_INPUT', { field: field.name, rule, found });

  const fromTake = (field: Field, id: string): { absolute: string; name: string } => {
    const rule =
      field.file.kind === 'audio'
        ? `a file, or take:ID of a ${field.file.fromTakeOf.join(' or ')} take`
        : 'a file';
    const row = field.file.kind === 'audio' && idPattern.test(id) ? findTake(db, id) : null;
    if (!row || field.file.kind !== 'audio')
      throw bad(field, `take:${id.slice(0, 20)}, and there is no such take`, rule);
    const { workflow } = getJob(db, row.job_id);
    if (!field.file.fromTakeOf.includes(workflow)) throw bad(field, `a take of ${workflow}`, rule);
    const path = db
      .sql(`SELECT path FROM assets WHERE take_id = ? AND kind = 'audio' ORDER BY id LIMIT 1`)
      .pluck()
      .get(id);
    if (typeof path !== 'string') throw bad(field, 'a take whose files were cleared away', rule);
    return { absolute: files.absolute(path), name: `take:${id}` };
  };

  /** What the parameter names, as far as its first bytes tell. */
  const sourceOf = async (field: Field, value: string): Promise<Source> => {
    const take = /^take:(.*)$/s.exec(value)?.[1];
    const named = take === undefined ? { absolute: value, name: nameOf(value) } : fromTake(field, take);
    if (!isAbsolute(named.absolute)) throw bad(field, 'a path that is not absolute');
    const seen = await files.look(named.absolute);
    if (seen === 'missing') throw bad(field, 'a file that is not there');
    if (seen === 'no_file') throw bad(field, 'not a file');
    if (seen === 'unreadable') throw bad(field, 'not readable for you');
    if (seen.bytes === 0) throw bad(field, 'an empty file');
    const { kind } = field.file;
    if (seen.bytes > mostBytes[kind]) throw bad(field, `larger than ${mostBytes[kind] / 1024 ** 2} MB`);
    const mime = typeOf(seen.head);
    // An MP4 that holds only sound says so in its tracks, not in its first bytes.
    const fits =
      mime !== null && (mediaTypes[mime].kind === kind || (kind === 'audio' && mime === 'video/mp4'));
    if (!fits) throw bad(field, mime === null ? 'of another type' : `a file of the type ${mime}`);
    return { ...named, mime, bytes: seen.bytes, fromTake: take ?? null };
  };

  /** Decodes as much as the rules need. */
  const measure = async (field: Field, absolute: string): Promise<{ probe: Probe; facts: InputFacts }> => {
    if (!media) throw new RushesError('MEDIA_MISSING', { field: field.name, rule: 'A file' });
    const signal = AbortSignal.timeout(lookMs);
    try {
      const probe = await media.probe(absolute, signal);
      if (field.file.kind === 'image') {
        const { width, height } = probe;
        if (probe.kind !== 'image' || width === null || height === null) throw bad(field, 'not a picture');
        if (Math.min(width, height) < field.file.leastSide) throw bad(field, `${width} x ${height} pixels`);
        return { probe, facts: { kind: 'image', width, height, seconds: null, silences: [] } };
      }
      if (probe.kind !== 'audio') throw bad(field, probe.kind === 'video' ? 'a video' : 'a picture');
      const said = probe.durationS ?? 0;
      // Told apart before it is decoded: a voice of hours would take minutes.
      if (said > field.file.most + 1) throw bad(field, `${shown(said)} s long`);
      const heard = await media.listen(absolute, signal);
      const seconds = heard.durationS;
      if (seconds < field.file.least || seconds > field.file.most)
        throw bad(field, `${shown(seconds)} s long`);
      if (heard.loudest < leastLoudness) throw bad(field, 'silent');
      return {
        probe,
        facts: { kind: 'audio', width: null, height: null, seconds, silences: heard.silences },
      };
    } catch (error) {
      if (!(error instanceof RushesError)) throw error;
      if (error.code === 'media_refused') throw bad(field, error.facts.rule ?? 'damaged');
      if (error.code === 'media_failed') throw bad(field, 'one that this machine could not read');
      if (error.code === 'media_missing')
        throw new RushesError('MEDIA_MISSING', { field: field.name, rule: 'Sound' }, { cause: error });
      throw error;
    }
  };

  const given = (workflow: Workflow, params: Record<string, unknown>): [Field, string][] =>
    fileFields(workflow).flatMap((field) => {
      const value = params[field.name];
      return typeof value === 'string' && value !== '' ? [[field, value]] : [];
    });

  return {
    /** Looks at the files of a wish where they are; copies nothing. */
    async measured(workflow: Workflow, params: Record<string, unknown>): Promise<Record<string, InputFacts>> {
      const found: Record<string, InputFacts> = {};
      for (const [field, value] of given(workflow, params)) {
        const source = await sourceOf(field, value);
        found[field.name] = (await measure(field, source.absolute)).facts;
      }
      return found;
    },

    /** Copies the files of a job that is about to be made into its folder, and measures the copies. */
    async gather(jobId: string, workflow: Workflow, params: Record<string, unknown>): Promise<Gathered[]> {
      const gathered: Gathered[] = [];
      const wanted = given(workflow, params);
      if (wanted.length > 0) await swept();
      try {
        for (const [field, value] of wanted) {
          const source = await sourceOf(field, value);
          const path = `${inputFolder(jobId)}/${field.name}.${mediaTypes[source.mime].ext}`;
          const whole = await files
            .copyIn(source.absolute, path, mostBytes[field.file.kind])
            .catch((error: unknown) => {
              throw error instanceof RushesError && error.code === 'media_refused'
                ? bad(field, error.facts.rule ?? 'not readable')
                : error;
            });
          const row = { field: field.name, name: source.name, path, ...whole, from_take: source.fromTake };
          gathered.push({ ...row, mime: source.mime, facts: noFacts });
          const { probe, facts } = await measure(field, files.absolute(path));
          gathered[gathered.length - 1] = { ...row, mime: probe.mime, facts: facts as InputRow['facts'] };
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

const noFacts: InputRow['facts'] = { kind: 'image', width: null, height: null, seconds: null, silences: [] };

const shown = (seconds: number): string => String(Math.round(seconds * 10) / 10);

/** The last part of a path of any system, as it is shown to people. */
const nameOf = (path: string): string => win32.basename(path).slice(0, longestName);
