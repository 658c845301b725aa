import type * as z from 'zod/mini';
import type { Relation } from '../domain/asset.ts';
import type { Review, Stage } from '../domain/job.ts';
import type { ProviderId, ProviderRequest } from '../domain/request.ts';

export const workflowIds = [
  'chat',
  'image_prompt',
  'tts',
  'image_to_video',
  'image_to_video_audio',
  'ugc_video',
] as const;
export type WorkflowId = (typeof workflowIds)[number];

/** One field of a workflow's form and one flag of its command line. `name` is the parameter's name in the schema. */
export type FieldSpec = {
  name: string;
  label: string;
  /** How a form draws it; the command line reads files for `longtext` (`--NAME-file`) and `history`. */
  widget: 'longtext' | 'text' | 'number' | 'choice' | 'history';
  required: boolean;
  /** The rule in words, as an error says it: "a number from 0 to 2". */
  rule: string;
  default?: string | number | null;
  min?: number;
  max?: number;
  step?: number;
  choices?: readonly string[];
  unit?: string;
};

/** What a stage promises and which model makes it; `limit` is said in words to the creator. */
export type StageSpec = {
  /** Names of models in order of preference, as the creator reads them in settings; the adapter knows their endpoints. */
  models: readonly string[];
  limit: string;
  expectedSeconds: number;
};

/** What the dollars of a stage depend on; an adapter multiplies it with its provider's price list. */
export type BillableUnits =
  | { kind: 'characters' | 'seconds' | 'requests'; count: number }
  | {
      kind: 'tokens';
      input: number;
      output: number;
    };

/**
 * One kind of generation, declared: changing a number here changes it in the form, the price, the validation and the call.
 * Pure: it knows no vendor and touches nothing outside itself.
 */
export type Workflow<Params = unknown> = {
  id: WorkflowId;
  title: string;
  /** One sentence for help and for the first screen. */
  summary: string;
  provider: ProviderId;
  params: z.ZodMiniType<Params>;
  fields: readonly FieldSpec[];
  review: Review;
  /** The whole price in credits, known before the job is made. */
  credits(params: Params): number;
  stages: Record<Stage, StageSpec>;
  /** How the final relates to the preview. */
  relation: Relation;
  /** The one request (or the parts, in order) that make a stage. */
  toRequest(stage: Stage, params: Params, models: readonly string[]): ProviderRequest[];
  /** What a provider will bill for a stage, as far as it is known before the call. */
  billable(stage: Stage, params: Params): BillableUnits;
};

/** Keeps the parameter type inside a definition while the registry forgets it. */
export const defineWorkflow = <Params>(workflow: Workflow<Params>): Workflow<Params> => workflow;
