import type { Relation } from '../../../src-shared/domain/asset.ts';
import type { Stage, WaitReason } from '../../../src-shared/domain/job.ts';

const stage: Record<Stage, string> = { preview: 'Preview', final: 'Final' };

const relation: Record<Relation, string> = {
  same_take: 'Same take',
  upscaled: 'Upscaled',
  same_seed: 'Same seed',
  new_take: 'New take',
};

const wait: Record<WaitReason, string> = {
  decision: 'Needs your decision',
  checking: 'We are checking. Do not run it again yet.',
  paused: 'The queue is paused',
  key: 'Waits for a key',
  balance: 'Waits for money at the provider',
  budget: 'Waits for your budget',
  price: 'Needs your OK for its price',
  network: 'Waits for the network',
  rate: 'Waits its turn at the provider',
};

/** Words for states and amounts that more than one screen shows. */
export const jobs = {
  stage,
  relation,
  wait,
  state: {
    decide: 'Decide',
    checking: 'Checking',
    held: 'Held',
    waits: 'Waiting',
    finalHeld: 'Final held',
    finalWaits: 'Final waiting',
    makingPreview: 'Making preview',
    makingFinal: 'Making final',
    failed: (charge: string): string => `Failed · ${charge}`,
    cancelled: (charge: string): string => `Cancelled · ${charge}`,
    rejected: (charge: string): string => `Rejected · ${charge}`,
  },
  holds: (credits: string): string => `Held ${credits}`,
  charged: (credits: string): string => `charged ${credits}`,
  notCharged: 'not charged',
  credits: (amount: string): string => `${amount} cr`,
  /** What a provider does not tell is never 0. */
  notTold: 'not told',
  seconds: (from: number, to: number): string => (from === to ? `~${from} s` : `${from}-${to} s`),
  minutes: (from: number, to: number): string => (from === to ? `~${from} min` : `${from}-${to} min`),
};
