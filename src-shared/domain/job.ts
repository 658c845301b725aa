/** The creator's side of a generation: the words and numbers of a job. Pure; the tables that move a job stand in the engine. */

export const jobStates = [
  'queued',
  'processing',
  'preview_ready',
  'generating_final',
  'completed',
  'failed',
  'cancelled',
  'rejected',
] as const;
export type JobState = (typeof jobStates)[number];

export const endStates = ['completed', 'failed', 'cancelled', 'rejected'] as const satisfies JobState[];
export type EndState = (typeof endStates)[number];

export const isEnd = (state: JobState): state is EndState => (endStates as readonly string[]).includes(state);

export const stages = ['preview', 'final'] as const;
export type Stage = (typeof stages)[number];

export const reviews = ['auto', 'hold'] as const;
export type Review = (typeof reviews)[number];

export const priorities = ['low', 'normal', 'high'] as const;
export type Priority = (typeof priorities)[number];

/** Why a job is not running though it is not ended. The order is the order of telling: the first that applies is said. */
export const waitReasons = [
  'decision',
  'checking',
  'paused',
  'key',
  'balance',
  'budget',
  'price',
  'network',
  'rate',
] as const;
export type WaitReason = (typeof waitReasons)[number];

/** What a person may ask of a job now; computed from its state, never stored. */
export const jobAbilities = [
  'approve',
  'reject',
  'cancel',
  'retry',
  'next',
  'move',
  'resolve',
  'refund',
] as const;
export type JobAbility = (typeof jobAbilities)[number];

/** Milliseconds that a priority moves a job in the queue; interface.md "Queue". */
const rankOffsetMs: Record<Priority, number> = { high: -600_000, normal: 0, low: 600_000 };

/** Place in the queue, smallest first: creation time (ms) moved by the priority's offset. */
export const rankOf = (createdMs: number, priority: Priority): number => createdMs + rankOffsetMs[priority];

/** Longest time (ms) that a stage may take while online, awake and not unknown. */
export const stageLimitMs = (expectedSeconds: number): number => Math.max(60_000, expectedSeconds * 10_000);
