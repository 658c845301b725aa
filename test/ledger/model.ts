import type { JobState } from '../../src-shared/domain/job.ts';

/**
 * What product.md says of credits, as the smallest program that says it: whole numbers, no database, no table.
 * Each function answers `ok` or the code of the refusal, and changes the model only where it answers `ok`.
 */
export type ModelJob = {
  id: string;
  price: number;
  review: 'auto' | 'hold';
  state: JobState;
  go: number;
  /** Credits held now; null where no hold is open. `share`: what a cancel or reject takes of it. */
  hold: { amount: number; share: number } | null;
  charged: number;
  refunded: number;
  previewKept: boolean;
};

export type Model = {
  available: number;
  held: number;
  spent: number;
  granted: number;
  jobs: Map<string, ModelJob>;
  grants: Map<string, number>;
  calls: Map<string, { what: string; ids: string[] }>;
};

export type Answer =
  | 'ok'
  | 'NOT_ALLOWED'
  | 'NOT_ENOUGH_CREDITS'
  | 'CONFLICT'
  | 'BAD_INPUT'
  | 'nothing'
  | 'late';

export const emptyModel = (): Model => ({
  available: 0,
  held: 0,
  spent: 0,
  granted: 0,
  jobs: new Map(),
  grants: new Map(),
  calls: new Map(),
});

/** A fifth, rounded up, in whole numbers. */
const fifth = (price: number): number => (price - (price % 5)) / 5 + (price % 5 === 0 ? 0 : 1);

const open = (m: Model, job: ModelJob, { amount, share }: { amount: number; share: number }): void => {
  if (amount === 0) return;
  m.available -= amount;
  m.held += amount;
  job.hold = { amount, share };
};

function settle(m: Model, job: ModelJob, take: number): void {
  if (!job.hold) return;
  const { amount } = job.hold;
  m.held -= amount;
  m.spent += take;
  m.available += amount - take;
  job.charged += take;
  job.hold = null;
}

export function grant(m: Model, key: string, amount: number): Answer {
  const known = m.grants.get(key);
  if (known !== undefined) return known === amount ? 'ok' : 'CONFLICT';
  m.grants.set(key, amount);
  m.available += amount;
  m.granted += amount;
  return 'ok';
}

export type Wish = {
  what: string;
  price: number;
  count: number;
  review: 'auto' | 'hold';
  key: string | null;
};

/** What would come of the call; `made` then says which ids it got. */
export function mayCreate(m: Model, wish: Wish): Answer {
  const known = wish.key === null ? undefined : m.calls.get(wish.key);
  if (known) return known.what === wish.what ? 'nothing' : 'CONFLICT';
  return wish.price * wish.count > m.available ? 'NOT_ENOUGH_CREDITS' : 'ok';
}

export function made(m: Model, wish: Wish, ids: string[]): void {
  for (const id of ids) {
    const job: ModelJob = {
      id,
      price: wish.price,
      review: wish.review,
      state: 'queued',
      go: 1,
      hold: null,
      charged: 0,
      refunded: 0,
      previewKept: false,
    };
    open(m, job, { amount: wish.price, share: fifth(wish.price) });
    m.jobs.set(id, job);
  }
  if (wish.key !== null) m.calls.set(wish.key, { what: wish.what, ids });
}

/** The job still wants what an attempt of this stage makes, whatever go sent it: a retry waits for what is still out. */
export const wants = (job: ModelJob, stage: 'preview' | 'final'): boolean =>
  stage === 'final' ? job.state === 'generating_final' : job.state === 'queued' || job.state === 'processing';

export function start(job: ModelJob): void {
  if (job.state === 'queued') job.state = 'processing';
}

export function approve(job: ModelJob): Answer {
  if (job.state !== 'preview_ready') return 'NOT_ALLOWED';
  job.state = 'generating_final';
  job.go += 1;
  return 'ok';
}

export function reject(m: Model, job: ModelJob): Answer {
  if (job.state !== 'preview_ready') return 'NOT_ALLOWED';
  settle(m, job, job.hold?.share ?? 0);
  job.state = 'rejected';
  return 'ok';
}

export function cancel(m: Model, job: ModelJob): Answer {
  const after = job.state === 'preview_ready' || job.state === 'generating_final';
  if (!after && job.state !== 'queued' && job.state !== 'processing') return 'NOT_ALLOWED';
  settle(m, job, after ? (job.hold?.share ?? 0) : 0);
  job.state = 'cancelled';
  return 'ok';
}

export function fail(m: Model, job: ModelJob): void {
  settle(m, job, 0);
  job.state = 'failed';
}

export function stored(m: Model, job: ModelJob, stage: 'preview' | 'final'): void {
  if (stage === 'final') {
    settle(m, job, job.hold?.amount ?? 0);
    job.state = 'completed';
    return;
  }
  job.previewKept = true;
  job.state = 'preview_ready';
  if (job.review === 'auto') approve(job);
}

export function retry(m: Model, job: ModelJob): Answer {
  if (job.state !== 'failed' && job.state !== 'cancelled' && job.state !== 'rejected') return 'NOT_ALLOWED';
  const shareTaken = job.charged > 0;
  const amount = shareTaken ? job.price - fifth(job.price) : job.price;
  if (amount > m.available) return 'NOT_ENOUGH_CREDITS';
  open(m, job, { amount, share: shareTaken ? 0 : fifth(job.price) });
  job.state = job.previewKept ? 'generating_final' : 'queued';
  job.go += 1;
  return 'ok';
}

export function refund(m: Model, job: ModelJob): Answer {
  const back = job.charged - job.refunded;
  const ended = ['completed', 'failed', 'cancelled', 'rejected'].includes(job.state);
  if (!ended || back === 0) return 'NOT_ALLOWED';
  job.refunded += back;
  m.spent -= back;
  m.available += back;
  return 'ok';
}
