import type { Job } from '../contract/shapes.ts';
import type { WaitReason } from '../domain/job.ts';

/** Sentences of the command line about jobs: why one waits, and what a person can do next. */

type Waiting = { message: string; next: string };

/** @param provider the name of the provider that the job waits for */
export function waitText(reason: WaitReason, job: Pick<Job, 'id' | 'error'>, provider: string): Waiting {
  const own = job.error ? { message: job.error.message, next: job.error.next } : null;
  const texts: Record<WaitReason, Waiting> = {
    key: own ?? {
      message: `There is no key for ${provider}.`,
      next: `Save one with \`rushes keys set ${provider}\`, then run \`rushes work\`.`,
    },
    balance: own ?? {
      message: `The account at ${provider} has no money left.`,
      next: 'Top it up there, then run `rushes resume` and `rushes work`.',
    },
    budget: {
      message: 'It would break a budget.',
      next: 'See `rushes budget`; raise a limit with `rushes budget set`, then run `rushes work`.',
    },
    price: {
      message:
        'Its price in dollars is not known while a budget in dollars is set, or it has risen by more than 20 % since you approved it.',
      next: `Agree to it with \`rushes approve ${job.id}\`.`,
    },
    paused: { message: 'The queue is paused.', next: 'Run `rushes resume`, then `rushes work`.' },
    network: {
      message: `${provider} cannot be reached.`,
      next: 'It goes out by itself when the network is back: leave `rushes work` running.',
    },
    rate: { message: `${provider} asked to slow down.`, next: 'It goes on by itself.' },
    checking: {
      message: 'We are checking. Do not run it again yet.',
      next: 'Leave `rushes work` running: it looks again every 2 minutes.',
    },
    decision: {
      message: `Nobody could tell whether ${provider} ran it; the credits stay held.`,
      next: `Look there, then \`rushes resolve ${job.id}\` with --found REQUEST_ID, --not-run or --pay-again.`,
    },
  };
  return texts[reason];
}

/** The same in a word or two, for a line that changes. */
export const waitWords: Record<WaitReason, string> = {
  decision: 'waits for your decision',
  checking: 'checking, do not run it again yet',
  paused: 'the queue is paused',
  key: 'waits for a key',
  balance: 'waits for money at the provider',
  budget: 'waits for the budget',
  price: 'waits for your word on the price',
  network: 'waits for the network',
  rate: 'waits because the provider is busy',
};

/** What a person may do with a job that stands still; null where there is nothing to do. */
export function nextText(job: Job): string | null {
  if (job.state === 'preview_ready') {
    const share = job.price.preview > 0 ? ` (keeps ${job.price.preview} of ${job.price.total} credits)` : '';
    return `\`rushes approve ${job.id}\` makes the final; \`rushes reject ${job.id}\` ends it here${share}.`;
  }
  if (job.error && job.state === 'failed') {
    const again = job.can.includes('retry') && /retry/i.test(job.error.next);
    return again ? `${job.error.next} The command: \`rushes retry ${job.id}\`.` : job.error.next;
  }
  if (job.can.includes('retry')) return `\`rushes retry ${job.id}\` runs it again.`;
  return null;
}

export const stageWords = { preview: 'Preview', final: 'Final' } as const;

export const tells = {
  inHands: 'It is in the queue: it goes out with the next `rushes work`, or at once where Rushes is running.',
  stopping: 'Stopping; what comes in is being saved. The job goes on with the next `rushes work`.',
  stoppingMany: 'Stopping; what comes in is being saved. The jobs go on with the next `rushes work`.',
  offline: (provider: string): string =>
    `${provider} could not be reached for 10 seconds. The job stays in the queue and goes out by itself when the network is back.`,
  diskFull: 'The disk is full. The job waits for space; nothing is asked of the provider again.',
  stopLater:
    'The provider is asked to stop with the next `rushes work`; what it delivers before costs no credits.',
  elsewhere: 'Another Rushes works on this profile; watching it.',
} as const;
