import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { CreateInput } from '../../../src-shared/contract/jobs.ts';
import { fileFields, type Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { MediaPort } from '../../ports/media.ts';
import type { FileWish, Gathered, InputFiles } from '../assets/inputs.ts';
import type { Library } from '../library/library.ts';
import { wishHash } from '../library/wish.ts';
import type { Create, Prepared } from './create.ts';
import { checkParams, workflowNamed } from './params.ts';
import type { JobRow } from './store.ts';

/**
 * What comes before the one transaction that makes jobs: whether this machine can finish them, and their files, copied and
 * measured. Whatever goes wrong, no job is there and no copy stays.
 */
export type MakingDeps = {
  create: Create;
  inputs: InputFiles;
  library: Pick<Library, 'sameAs'>;
  media: MediaPort | null;
  workflows: readonly Workflow[];
  newId(): string;
  act<T>(work: () => T): T;
};

export function createMaking({ create, inputs, library, media, workflows, newId, act }: MakingDeps) {
  /** Jobs whose files are being copied: not in the database yet, and not to be swept. */
  const underway = new Set<string>();

  const requireCodecs = async (workflow: Workflow, params: unknown): Promise<void> => {
    if (!workflow.needsCodecs?.(params) || !media || (await media.codecs())) return;
    throw new RushesError('MEDIA_MISSING', { field: 'workflow', rule: workflow.title });
  };

  const prepare = async (wish: FileWish, count: number): Promise<Prepared[]> => {
    const made: Prepared[] = [];
    const ids = Array.from({ length: count }, newId);
    for (const id of ids) underway.add(id);
    try {
      let first: Gathered[] | null = null;
      for (const id of ids) {
        const files: Gathered[] = first ? await inputs.again(id, first) : await inputs.gather(id, wish);
        first ??= files;
        made.push({ id, inputs: files });
      }
      return made;
    } catch (error) {
      await forget(made);
      throw error;
    }
  };

  const forget = async (made: readonly Prepared[]): Promise<void> => {
    for (const one of made) {
      await inputs.forget(one.inputs);
      underway.delete(one.id);
    }
  };

  return {
    /** True while the files of this job are being copied. */
    isUnderway: (jobId: string): boolean => underway.has(jobId),

    /** Makes the jobs of a wish: all of its count or none. `paths`: whether its files may be paths of this machine. */
    async make(input: CreateInput, paths = true): Promise<JobRow[]> {
      const known = create.known(input);
      if (known) return known;
      const workflow = workflowNamed(workflows, input.workflow);
      const params = checkParams(workflow, input.params);
      await requireCodecs(workflow, params);
      if (fileFields(workflow).length === 0) return act(() => create.create(input));
      const made = await prepare({ workflow, params, paths }, input.count ?? 1);
      try {
        const rows = act(() => create.create(input, made));
        // The same call may have been answered while the files were copied.
        const ours = new Set(rows.map((row) => row.id));
        await forget(made.filter((one) => !ours.has(one.id)));
        return rows;
      } catch (error) {
        await forget(made);
        throw error;
      } finally {
        for (const one of made) underway.delete(one.id);
      }
    },

    /** Checks and prices a wish; copies and writes nothing. */
    async estimate(input: CreateInput, paths = true) {
      const workflow = workflowNamed(workflows, input.workflow);
      const params = checkParams(workflow, input.params);
      await requireCodecs(workflow, params);
      const { facts, sums } = await inputs.measured({ workflow, params, paths });
      const same = library.sameAs(wishHash({ workflow, params, files: sums }));
      return { ...create.estimate(input, facts), same };
    },
  };
}
