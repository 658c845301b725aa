import type { AttemptFact, Books, JobFact, Step } from './books.ts';

/**
 * The promises of product.md as questions to what a run left behind: what the provider saw (its journal) against what
 * Rushes wrote down (its books). Pure, and each answers sentences: an empty list when all is right. That they can say no
 * is shown in checks.test.ts.
 */

/** One paid request as the provider saw it. */
export type Post = {
  at: number;
  accepted: boolean;
  requestId: string | null;
  /** When the provider had told the outcome of it, by its own journal; null where it never did. */
  toldAt: number | null;
};

type Sent = { attempt: AttemptFact; posts: Post[] };

const submitsPerPart = 3;
/** States in which Rushes knows how a request ended. */
const known: ReadonlySet<string> = new Set(['succeeded', 'failed', 'refused', 'cancelled']);

/** Which attempt sent which request: by the id where both know it, else by the time between two intents. */
export function pair(
  posts: readonly Post[],
  attempts: readonly AttemptFact[],
): { sent: Sent[]; stray: Post[] } {
  const sent = attempts.map((attempt): Sent => ({ attempt, posts: [] }));
  const stray: Post[] = [];
  const unnamed: Post[] = [];
  for (const post of posts) {
    const own = sent.find(({ attempt }) => post.requestId !== null && attempt.requestId === post.requestId);
    if (own && post.accepted) own.posts.push(post);
    else unnamed.push(post);
  }
  for (const post of unnamed) {
    const before = sent.filter(({ attempt }) => attempt.createdAt <= post.at);
    const last = before.at(-1);
    // Two intents within one millisecond: the one that has sent nothing yet.
    const tied = before.find((s) => s.attempt.createdAt === last?.attempt.createdAt && s.posts.length === 0);
    const found = tied ?? last;
    if (found) found.posts.push(post);
    else stray.push(post);
  }
  return { sent, stray };
}

/** Never more than one accepted submit whose outcome Rushes did not know when it sent the next; at most three in all. */
export function neverPaidTwice(posts: readonly Post[], books: Books): string[] {
  const { sent, stray } = pair(posts, books.attempts);
  const wrong = stray.map(() => 'a request left before there was an intent on disk');
  for (const { attempt, posts: own } of sent) {
    if (own.length > 1) wrong.push(`${name(attempt)} sent ${own.length} requests`);
    if (own.length > 0 && !attempt.sent) wrong.push(`${name(attempt)} says that nothing left, but it did`);
    if (own.some((p) => p.accepted) && attempt.state === 'refused')
      wrong.push(`${name(attempt)} says refused, but the provider had accepted it`);
  }
  for (const part of partsOf(sent)) {
    const out = part.filter(({ posts: own }) => own.length > 0);
    const counted = part.filter(({ attempt }) => attempt.sent).length;
    if (Math.max(out.length, counted) > submitsPerPart)
      wrong.push(`${out.length} submits (${counted} by the books) of one part: ${name(part[0]!.attempt)}`);
    for (const [i, later] of part.entries()) {
      for (const earlier of part.slice(0, i)) wrong.push(...blindly(earlier, later, books.steps));
    }
  }
  wrong.push(...besideAnother(books));
  return wrong;
}

/** Whatever its go: no part is sent while another try of it is out, and nothing of a stage while a part of it is in doubt. */
function besideAnother({ attempts, steps }: Books): string[] {
  return attempts.flatMap((later) => {
    const begun = steps.find((s) => isOf(s, later) && s.event === 'submitting')?.rev ?? 0;
    const others = attempts.filter((a) => a.job === later.job && a.stage === later.stage && a.n < later.n);
    return others.flatMap((other) => {
      const state = steps.findLast((s) => isOf(s, other) && s.rev < begun)?.to;
      if (state === undefined) return [];
      const bad = state === 'unknown' || (other.part === later.part && !known.has(state));
      return bad ? [`${name(later)} beside ${name(other)}, which was ${state}`] : [];
    });
  });
}

/** `later` was begun: was the outcome of `earlier` known by then, to Rushes and by the provider's own word? */
function blindly(earlier: Sent, later: Sent, steps: readonly Step[]): string[] {
  const begun = steps.find((s) => isOf(s, later.attempt) && s.event === 'submitting')?.rev ?? 0;
  const state = steps.findLast((s) => isOf(s, earlier.attempt) && s.rev < begun)?.to;
  const pair = `${name(later.attempt)} after ${name(earlier.attempt)}`;
  if (state === undefined || !known.has(state)) return [`${pair}, which was ${state ?? 'not begun'}`];
  const paid = earlier.posts.find((p) => p.accepted);
  const next = later.posts[0];
  if (paid && (paid.toldAt === null || (next && paid.toldAt > next.at)))
    return [`${pair}, of which the provider had not told the outcome`];
  return [];
}

/**
 * A process died while a request was on its way: its attempt is lost first, whatever it becomes later. That of a job
 * which a person had cancelled is let go of.
 */
export function lostIsUnknown(crashed: Books, later: Books): string[] {
  const cancelled = new Set(crashed.jobs.filter((job) => job.state === 'cancelled').map((job) => job.id));
  return crashed.attempts
    .filter((a) => a.state === 'submitting')
    .flatMap((a) => {
      const next = later.steps.find((s) => isOf(s, a) && s.rev > crashed.lastRev)?.event;
      const right = cancelled.has(a.job) ? 'cancelled' : 'lost';
      return next && next !== right ? [`${name(a)} was on its way at the crash and then ${next}`] : [];
    });
}

/** The books by themselves: true at every moment, also right after a kill. */
export function soundBooks(books: Books): string[] {
  return [
    ...(books.integrity === 'ok' ? [] : [`the database: ${books.integrity}`]),
    ...books.audit.map((one) => `the ledger: ${one}`),
    ...books.files.broken,
  ];
}

/** What is written down is all that was told: nothing acknowledged is lost. */
export function keptItsWord(said: { rev: number; jobs: readonly string[] }, books: Books | null): string[] {
  if (said.rev > (books?.lastRev ?? 0))
    return [`change ${said.rev} was told, ${books?.lastRev ?? 0} is kept`];
  const kept = new Set(books?.jobs.map((job) => job.id));
  return said.jobs.filter((id) => !kept.has(id)).map((id) => `job ${id} was made and is gone`);
}

/** Every job rests in one of three ways, and its credits are where product.md says. */
export function restsRightly(books: Books): string[] {
  const wrong = books.files.parts.map((path) => `${path} was left`);
  wrong.push(...books.files.unlisted.map((path) => `${path} belongs to nothing`));
  for (const job of books.jobs) {
    const live = books.attempts.filter((a) => a.job === job.id && a.go === job.go && !known.has(a.state));
    const holds = books.holds.filter((h) => h.job === job.id);
    const money = { ...sums(holds), open: holds.filter((h) => !h.settled).map((h) => h.amount) };
    const ended = ['completed', 'failed', 'cancelled', 'rejected'].includes(job.state);
    if (ended && live.length > 0) wrong.push(`${job.state}, but ${name(live[0]!)} is ${live[0]!.state}`);
    if (job.price_total === 0) {
      if (holds.length > 0) wrong.push('a free job has a hold');
    } else if (!ended) {
      if (money.open.length !== 1) wrong.push(`${job.state} with ${money.open.length} open holds`);
    } else {
      const due = dueOf(job, books);
      if (money.open.length > 0) wrong.push(`${job.state} with an open hold`);
      if (money.captured !== due) wrong.push(`${job.state} charged ${money.captured}, not ${due}`);
    }
  }
  return wrong;
}

function dueOf(job: JobFact, books: Books): number {
  if (job.state === 'completed') return job.price_total;
  if (job.state === 'failed') return 0;
  return books.previews.includes(job.id) ? job.price_preview : 0;
}

function sums(holds: Books['holds']): { captured: number } {
  return { captured: holds.reduce((n, h) => n + h.captured, 0) };
}

function partsOf(sent: readonly Sent[]): Sent[][] {
  const parts = new Map<string, Sent[]>();
  for (const one of sent) {
    const key = `${one.attempt.job} ${one.attempt.go} ${one.attempt.part}`;
    parts.set(key, [...(parts.get(key) ?? []), one]);
  }
  return [...parts.values()];
}

const isOf = (step: Step, attempt: AttemptFact): boolean => step.job === attempt.job && step.n === attempt.n;
const name = (a: AttemptFact): string => `attempt ${a.n} (${a.stage}, go ${a.go}, part ${a.part})`;
