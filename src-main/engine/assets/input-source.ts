import { isAbsolute, win32 } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { type MediaType, mediaTypes, typeOf } from '../../../src-shared/domain/asset.ts';
import { idPattern } from '../../../src-shared/domain/ids.ts';
import type { FieldSpec, FileRule } from '../../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../../ports/asset-files.ts';
import type { Db } from '../db/db.ts';
import { findTake, getJob } from '../jobs/store.ts';
import { inputsOf } from './input-store.ts';
import type { StagedFacts, StagedFiles } from './staged.ts';

/**
 * What the value of a file field names: a path of this machine, `take:ID`, `staged:ID`, or `job:ID`, the file which that job had in the
 * same field. A value that names nothing usable is BAD_INPUT with the field, the rule and what was found.
 */
export type Field = FieldSpec & { file: FileRule };

export type Source = {
  absolute: string;
  /** Its path in the store, where it stands there. */
  stored: string | null;
  name: string;
  mime: string;
  bytes: number;
  /** null where nobody has read it whole. */
  sha256: string | null;
  fromTake: string | null;
  /** The job that had it or made it; null for a file from outside. */
  fromJob: string | null;
  /** What was measured of it before. */
  facts: StagedFacts | null;
};

/** Most bytes of a file, by its kind. Providers take 10 to 20 MB of picture after our own resizing, 5 MB of voice a piece. */
export const mostBytes = { image: 64 * 1024 ** 2, audio: 256 * 1024 ** 2 } as const;
const longestName = 120;

export const bad = (field: Field, found: string, rule = field.rule): RushesError =>
  new RushesError('BAD_INPUT', { field: field.name, rule, found });

type Named = Pick<Source, 'absolute' | 'name' | 'sha256' | 'fromTake' | 'fromJob'>;

type Deps = { db: Db; files: AssetFiles; staged: Pick<StagedFiles, 'find'> };

export function createSources({ db, files, staged }: Deps) {
  const fromTake = (field: Field, id: string): Named => {
    const rule =
      field.file.kind === 'audio'
        ? `a file, or take:ID of a ${field.file.fromTakeOf.join(' or ')} take`
        : 'a file';
    const row = field.file.kind === 'audio' && idPattern.test(id) ? findTake(db, id) : null;
    if (!row || field.file.kind !== 'audio')
      throw bad(field, `take:${id.slice(0, 20)}, and there is no such take`, rule);
    const { workflow } = getJob(db, row.job_id);
    if (!field.file.fromTakeOf.includes(workflow)) throw bad(field, `a take of ${workflow}`, rule);
    if (row.removed_at !== null) throw bad(field, 'a take that was removed', rule);
    const file = db
      .sql(`SELECT path, sha256 FROM assets WHERE take_id = ? AND kind = 'audio' ORDER BY id LIMIT 1`)
      .get(id) as { path: string; sha256: string } | undefined;
    if (!file) throw bad(field, 'a take whose files were cleared away', rule);
    const { path, sha256 } = file;
    const from = { fromTake: id, fromJob: row.job_id };
    return { absolute: files.absolute(path), name: `take:${id}`, sha256, ...from };
  };

  const requireThere = async (field: Field, path: string): Promise<void> => {
    if (!(await files.has(path)))
      throw bad(field, 'a file that was cleared away', 'a file that is still here');
  };

  const fromStaged = async (field: Field, id: string): Promise<Source> => {
    const row = idPattern.test(id) ? staged.find(id) : null;
    if (!row) throw bad(field, 'a file that is gone', 'a file that is still here');
    if (row.facts.kind !== field.file.kind) throw bad(field, `a file of the type ${row.mime}`);
    await requireThere(field, row.path);
    const { path, name, mime, bytes, sha256, facts } = row;
    const from = { fromTake: null, fromJob: null };
    return { absolute: files.absolute(path), stored: path, name, mime, bytes, sha256, facts, ...from };
  };

  const fromJob = async (field: Field, id: string): Promise<Source> => {
    const row = idPattern.test(id) ? inputsOf(db, id).find((one) => one.field === field.name) : undefined;
    if (!row || row.facts.kind !== field.file.kind) throw bad(field, 'a job without such a file', 'a file');
    await requireThere(field, row.path);
    const { path, name, mime, bytes, sha256, from_take } = row;
    const stored = { absolute: files.absolute(path), stored: path, name, mime, bytes, sha256 };
    // Its job was made with it, so it could be heard.
    return { ...stored, fromTake: from_take, fromJob: id, facts: { ...row.facts, loudest: 1 } };
  };

  const fromFile = async (field: Field, named: Named): Promise<Source> => {
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
    return { ...named, mime, bytes: seen.bytes, stored: null, facts: null };
  };

  /** What the parameter names, as far as its first bytes or its row tell. `paths`: whether it may be a path of this machine. */
  return async (field: Field, value: string, paths: boolean): Promise<Source> => {
    const [, kind, id = ''] = /^(take|staged|job):(.*)$/s.exec(value) ?? [];
    if (kind === 'staged') return fromStaged(field, id);
    if (kind === 'job') return fromJob(field, id);
    if (kind === 'take') return fromFile(field, fromTake(field, id));
    if (!paths) throw bad(field, 'a path', 'a file that was sent to the studio');
    const outside = { sha256: null, fromTake: null, fromJob: null };
    return fromFile(field, { absolute: value, name: nameOf(value), ...outside });
  };
}

/** The last part of a path of any system, as it is shown to people. */
const nameOf = (path: string): string => win32.basename(path).slice(0, longestName);

/** The extension that a stored file of this type has. */
export const extOf = (mime: string): string => mediaTypes[mime as MediaType].ext;
