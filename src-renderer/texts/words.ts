import type { Job } from '../../src-shared/contract/shapes.ts';
import type { Relation } from '../../src-shared/domain/asset.ts';
import { isEnd, type Stage, type WaitReason } from '../../src-shared/domain/job.ts';
import { workflows } from '../../src-shared/workflows/registry.ts';

/** Words for states and amounts that more than one screen shows; the same word for the same thing everywhere. */

export const stageWord: Record<Stage, string> = { preview: 'Preview', final: 'Final' };

export const relationWord: Record<Relation, string> = {
  same_take: 'Same take',
  upscaled: 'Upscaled',
  same_seed: 'Same seed',
  new_take: 'New take',
};

export const waitWord: Record<WaitReason, string> = {
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

/** True for what goes on only once a person, or the network, has done something. */
export const needsAPerson = (reason: WaitReason | null): boolean =>
  reason !== null && reason !== 'paused' && reason !== 'rate';

export type Tone = 'preview' | 'final' | 'held' | 'checking' | 'failed' | 'done' | 'plain';
export type StateWord = { word: string; tone: Tone };

/** Held by something that must be mended, or waiting its turn; null: it is being made, or has ended. */
function waitingWord({ state, waitingFor, position }: Job): StateWord | null {
  const of = state === 'generating_final' ? { held: 'Final held', waits: 'Final waiting' } : heldOrWaits;
  if (needsAPerson(waitingFor)) return { word: of.held, tone: 'held' };
  return waitingFor !== null || position !== null ? { word: of.waits, tone: 'held' } : null;
}
const heldOrWaits = { held: 'Held', waits: 'Waiting' };

/** What a tile and a row say of a job, in one or two words. */
export function stateOf(job: Job): StateWord {
  if (job.waitingFor === 'checking' || job.waitingFor === 'decision')
    return { word: job.waitingFor === 'decision' ? 'Decide' : 'Checking', tone: 'checking' };
  const waits = waitingWord(job);
  switch (job.state) {
    case 'queued':
      return waits ?? { word: 'Waiting', tone: 'held' };
    case 'processing':
      return waits ?? { word: 'Making preview', tone: 'preview' };
    case 'preview_ready':
      return { word: 'Preview', tone: 'preview' };
    case 'generating_final':
      return waits ?? { word: 'Making final', tone: 'final' };
    case 'completed':
      return { word: 'Final', tone: 'final' };
    case 'failed':
      return { word: `Failed · ${chargeWord(job)}`, tone: 'failed' };
    case 'cancelled':
      return { word: `Cancelled · ${chargeWord(job)}`, tone: 'plain' };
    case 'rejected':
      return { word: `Rejected · ${chargeWord(job)}`, tone: 'plain' };
  }
}

/** What an ended job has cost, in words. */
export function chargeWord({ hold, state }: Job): string {
  if (!isEnd(state)) return `Held ${amount(hold.held)}`;
  const charged = hold.captured - hold.refunded;
  return charged > 0 ? `charged ${amount(charged)}` : 'not charged';
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const amount = (credits: number): string => whole.format(credits);
export const creditsWord = (credits: number): string => `${amount(credits)} cr`;

const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** Dollars as exact as they need be; null is not told, never 0. */
export function dollars(usd: number | null): string {
  if (usd === null) return 'not told';
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${usd.toPrecision(2)}` : `$${cents.format(usd)}`;
}

/** Seconds as a person says them: "40 s", "1-2 min". */
export function spanWord(seconds: number, range: readonly [number, number] | null): string {
  const [from, to] = range ?? [seconds, seconds];
  if (to < 90) {
    const [a, b] = [Math.max(1, Math.round(from)), Math.max(1, Math.round(to))];
    return a === b ? `~${a} s` : `${a}-${b} s`;
  }
  const [a, b] = [Math.max(1, Math.round(from / 60)), Math.max(1, Math.round(to / 60))];
  return a === b ? `~${a} min` : `${a}-${b} min`;
}

export const workflowTitle = (id: string): string => workflows.find((one) => one.id === id)?.title ?? id;

/** A parameter as the form of its workflow names it; one that is in no form keeps its name. */
export const fieldLabel = (workflow: string, field: string): string =>
  workflows.find((one) => one.id === workflow)?.fields.find((one) => one.name === field)?.label ?? field;

/** What a job was asked for, short. */
export function aboutJob({ params, inputs, workflow }: Job): string {
  const text = [params.text, params.prompt].find((one) => typeof one === 'string' && one !== '');
  const named = inputs.find((input) => !input.name.startsWith('take:') && !input.name.startsWith('job:'));
  return (text as string | undefined) ?? named?.name ?? workflowTitle(workflow);
}

/** Bytes as people say them, in thousands as disks are sold: "3.2 MB". */
export function sizeWord(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  const mega = bytes / 1_000_000;
  return mega < 1_000 ? `${mega.toFixed(mega < 10 ? 1 : 0)} MB` : `${(mega / 1_000).toFixed(1)} GB`;
}
