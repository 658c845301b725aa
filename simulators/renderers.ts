// Which fal endpoints the simulator can run, and what it needs to know of each.

import { avatars } from './avatar-models.ts';
import type { Input } from './checks.ts';
import { clips } from './clip-models.ts';
import type { Detail } from './fal-errors.ts';
import type { Made, Plan } from './render/plan.ts';
import type { Role } from './render/refused.ts';
import { speech } from './speech-models.ts';

/** A file that an input names: what it is for, the field that it stands in, and where it is. */
export type SourceLink = { role: Role; field: string; url: string };

/** A rendered file as an output document tells of it. */
export type MadeFile = Made & { url: string; bytes: number };

/** A family of endpoints. An input is one that `check` found good, but where `check` gets it. */
export type Renderer = {
  has(endpoint: string): boolean;
  /** Name and type of what it makes. */
  readonly file: { name: string; contentType: string };
  /** Expected time of the real provider in ms; the simulator takes a tenth, times its speed. */
  expectedMs(endpoint: string, input: Input): number;
  /** Dollars per unit, as the pricing call answers. */
  price(endpoint: string): { unitPrice: number; unit: string };
  /** What fal's 422 would list; empty when the input is good. */
  check(endpoint: string, input: Input): Detail[];
  /** The files that are needed. */
  sources(endpoint: string, input: Input): SourceLink[];
  /** What is rendered: the same input always gives the same, so that a result survives a restart. */
  plan(endpoint: string, input: Input): Plan;
  billableUnits(endpoint: string, input: Input, made: Made): number;
  output(endpoint: string, input: Input, file: MadeFile): Record<string, unknown>;
};

const RENDERERS: readonly Renderer[] = [speech, clips, avatars];

/** The renderer of an endpoint, or null when the simulator does not know the endpoint. */
export function rendererOf(endpoint: string): Renderer | null {
  return RENDERERS.find((one) => one.has(endpoint)) ?? null;
}
