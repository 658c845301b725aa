import type { Job } from '../../src-shared/contract/shapes.ts';
import { isEnd, type WaitReason } from '../../src-shared/domain/job.ts';
import { workflows } from '../../src-shared/workflows/registry.ts';
import { say } from './say.ts';

/** Which of the catalogue's words is said of a job: the same word for the same thing everywhere. */
const words = say.jobs;

export const stageWord = words.stage;
export const relationWord = words.relation;
export const waitWord = words.wait;

/** True for what goes on only once a person, or the network, has done something. */
export const needsAPerson = (reason: WaitReason | null): boolean =>
  reason !== null && reason !== 'paused' && reason !== 'rate';

export type Tone = 'preview' | 'final' | 'held' | 'checking' | 'failed' | 'done' | 'plain';
export type StateWord = { word: string; tone: Tone };

/** Held by something that must be mended, or waiting its turn; null: it is being made, or has ended. */
function waitingWord({ state, waitingFor, position }: Job): StateWord | null {
  const { held, waits, finalHeld, finalWaits } = words.state;
  const isFinal = state === 'generating_final';
  if (needsAPerson(waitingFor)) return { word: isFinal ? finalHeld : held, tone: 'held' };
  const isWaiting = waitingFor !== null || position !== null;
  return isWaiting ? { word: isFinal ? finalWaits : waits, tone: 'held' } : null;
}

/** What a tile and a row say of a job, in one or two words. */
export function stateOf(job: Job): StateWord {
  if (job.waitingFor === 'checking' || job.waitingFor === 'decision')
    return {
      word: job.waitingFor === 'decision' ? words.state.decide : words.state.checking,
      tone: 'checking',
    };
  const waits = waitingWord(job);
  switch (job.state) {
    case 'queued':
      return waits ?? { word: words.state.waits, tone: 'held' };
    case 'processing':
      return waits ?? { word: words.state.makingPreview, tone: 'preview' };
    case 'preview_ready':
      return { word: words.stage.preview, tone: 'preview' };
    case 'generating_final':
      return waits ?? { word: words.state.makingFinal, tone: 'final' };
    case 'completed':
      return { word: words.stage.final, tone: 'final' };
    case 'failed':
      return { word: words.state.failed(chargeWord(job)), tone: 'failed' };
    case 'cancelled':
      return { word: words.state.cancelled(chargeWord(job)), tone: 'plain' };
    case 'rejected':
      return { word: words.state.rejected(chargeWord(job)), tone: 'plain' };
  }
}

/** What an ended job has cost, in words. */
export function chargeWord({ hold, state }: Job): string {
  if (!isEnd(state)) return words.holds(amount(hold.held));
  const charged = hold.captured - hold.refunded;
  return charged > 0 ? words.charged(amount(charged)) : words.notCharged;
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const amount = (credits: number): string => whole.format(credits);
export const creditsWord = (credits: number): string => words.credits(amount(credits));

const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** Dollars as exact as they need be; null is not told, never 0. */
export function dollars(usd: number | null): string {
  if (usd === null) return words.notTold;
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${usd.toPrecision(2)}` : `$${cents.format(usd)}`;
}

/** Seconds as a person says them: "40 s", "1-2 min". */
export function spanWord(seconds: number, range: readonly [number, number] | null): string {
  const [from, to] = range ?? [seconds, seconds];
  if (to < 90) return words.seconds(Math.max(1, Math.round(from)), Math.max(1, Math.round(to)));
  return words.minutes(Math.max(1, Math.round(from / 60)), Math.max(1, Math.round(to / 60)));
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
