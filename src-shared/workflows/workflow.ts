import type * as z from 'zod/mini';
import type { Relation } from '../domain/asset.ts';
import type { Review, Stage } from '../domain/job.ts';
import type { Fit, ProviderId, ProviderRequest } from '../domain/request.ts';
import type { StepName } from '../domain/step.ts';
import type { ModelLine } from './models.ts';

/** What a file must be to be taken as an input. Sides in pixels, lengths in seconds. */
export type FileRule =
  | { kind: 'image'; leastSide: number }
  | { kind: 'audio'; least: number; most: number; fromTakeOf: readonly string[] };

/** One field of a workflow's form and one flag of its command line. `name` is the parameter's name in the schema. */
export type FieldSpec = {
  name: string;
  label: string;
  /**
   * How a form draws it; the command line reads files for `longtext` (`--NAME-file`) and `history`. `image` and `audio` are
   * files: their parameter is a path, or `take:ID`.
   */
  widget: 'longtext' | 'text' | 'number' | 'choice' | 'history' | 'image' | 'audio';
  required: boolean;
  /** The rule in words, as an error says it: "a number from 0 to 2". */
  rule: string;
  default?: string | number | null;
  min?: number;
  max?: number;
  step?: number;
  choices?: readonly string[];
  unit?: string;
  file?: FileRule;
};

/** What a stage promises and which model makes it; `limit` is said in words to the creator. */
export type StageSpec = {
  /** Names of models in order of preference, as the creator reads them in settings; the adapter knows their endpoints. */
  models: readonly string[];
  limit: string;
  expectedSeconds: number;
};

/** What was found in a file that a job was given. Lengths in seconds; stretches without sound as [from, to]. */
export type InputFacts = {
  kind: 'image' | 'audio';
  width: number | null;
  height: number | null;
  seconds: number | null;
  silences: readonly (readonly [from: number, to: number])[];
};
export type Inputs = Readonly<Record<string, InputFacts | undefined>>;

/**
 * What the take of a stage is, whatever a provider delivers; this machine brings it there. `parts` are the pieces it is put
 * together from, in order, each with its length in seconds (null: as delivered).
 */
export type Promised = {
  parts: readonly { part: number; seconds: number | null }[];
  ratio: string | null;
  fit: Fit;
  fps: number | null;
  /** none: silent. clip: the sound that the model made. voice: the job's own voice from its beginning, `voiceS` seconds of it. */
  sound: 'none' | 'clip' | 'voice';
  voiceS: number | null;
};

/** A rule that takes more than one field to judge. */
export type Complaint = { field: string; rule: string; found: string };

export type Ask<Params> = { params: Params; inputs: Inputs; models: readonly string[] };

/**
 * One kind of generation, declared: changing a number here changes it in the form, the price, the validation and the call.
 * Pure: it knows no vendor and touches nothing outside itself.
 */
export type Workflow<Params = unknown> = {
  /** Its name everywhere: in calls, rows and commands. */
  id: string;
  title: string;
  /** One sentence for help and for the first screen. */
  summary: string;
  provider: ProviderId;
  params: z.ZodMiniType<Params>;
  fields: readonly FieldSpec[];
  review: Review;
  /** The whole price in credits, known before the job is made. */
  credits(params: Params, inputs: Inputs): number;
  stages: Record<Stage, StageSpec>;
  /** How the final relates to the preview, where no model line says so. */
  relation: Relation;
  /** The models that the parameters choose; left out: those of `stages`. */
  line?(params: Params): ModelLine;
  /** What is wrong with parameters and files that are each right by themselves; null: nothing. */
  check?(params: Params, inputs: Inputs): Complaint | null;
  /** The one request (or the parts, in order) that make a stage. */
  toRequest(stage: Stage, ask: Ask<Params>): ProviderRequest[];
  /** What the take must be; null: what was delivered is the take. */
  promise?(stage: Stage, ask: Ask<Params>): Promised | null;
  /** What happens to a take after its stage, in order. */
  steps: Record<Stage, readonly StepName[]>;
  /** True where a job can only be finished with codecs on this machine. */
  needsCodecs?(params: Params): boolean;
};

/** Keeps the parameter type inside a definition while the registry forgets it. */
export const defineWorkflow = <Params>(workflow: Workflow<Params>): Workflow<Params> => workflow;

/** How a final of these parameters relates to its preview. */
export const relationOf = (workflow: Workflow, params: unknown): Relation =>
  workflow.line?.(params).relation ?? workflow.relation;

/** The fields of a workflow that are files. */
export const fileFields = (workflow: Workflow): (FieldSpec & { file: FileRule })[] =>
  workflow.fields.filter((field): field is FieldSpec & { file: FileRule } => field.file !== undefined);
