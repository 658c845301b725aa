import { RushesError, stored } from '../../../src-shared/contract/errors.ts';
import type { Event } from '../../../src-shared/contract/events.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { stageWords, tells } from '../../../src-shared/texts/cli.ts';
import { describe } from '../../../src-shared/texts/errors.ts';
import type { Call } from './command.ts';
import { exitOfError } from './exit-codes.ts';
import { Interrupted, pause } from './interrupt.ts';
import type { Link } from './link.ts';
import { createProgress } from './progress.ts';
import { jobBlock, providerOf, showText } from './show-job.ts';
import { graceMs, verdictOf } from './verdict.ts';

/**
 * Waits until every job needs a person or has ended. An event says that something changed; what is true is then asked
 * for, so nothing is decided by a picture that is older than the last answer. Asked again every `lookMs` too: a place in
 * the queue, a time left and most reasons for waiting are computed and change without an event.
 */
const lookMs = 500;

/** The jobs as they stood last, the exit code, and what was streamed to the screen by `job stage`. */
export type Waited = { jobs: Job[]; code: number; streamed: ReadonlyMap<string, string> };

/** Waits, then shows the jobs: `{"job"}`, or `{"jobs"}` where several were asked for. */
export async function waitAndShow(
  call: Call,
  link: Link,
  begun: { jobs: readonly Job[]; many: boolean },
): Promise<number> {
  let waited: Waited;
  try {
    waited = await waitFor(call, link, begun.jobs);
  } catch (error) {
    if (error instanceof StoppedWaiting) return error.show(call, begun.many);
    throw error;
  }
  const texts = await Promise.all(waited.jobs.map((job) => showText(call.screen, job, waited.streamed)));
  showJobs(call, waited.jobs, { many: begun.many, texts });
  return waited.code;
}

export function showJobs(
  call: Call,
  jobs: readonly Job[],
  { many, texts = [] }: { many: boolean; texts?: string[] },
): void {
  call.screen.show(many ? { jobs } : { job: jobs[0] }, () =>
    jobs.map((job, i) => `${jobBlock(job, call.screen.paint)}${texts[i] ?? ''}`).join('\n\n'),
  );
}

export async function waitFor(call: Call, link: Link, begun: readonly Job[]): Promise<Waited> {
  const views = new Map(begun.map((job) => [job.id, job]));
  const news = createNews();
  const streaming = createStreaming(call, views);
  const progress = createProgress(call.screen);
  const told = new Set<string>();
  const graceFrom = new Map<string, number>();
  const over = new AbortController();
  const listening = listen(link, over.signal, (event) => {
    if (event.type === 'text' && views.has(event.job)) {
      if (call.screen.streams && views.size === 1) progress.clear();
      streaming.take(event);
    } else if (event.type === 'job' && views.has(event.job.id)) news.tell();
    else if (event.type === 'queue') news.tell();
  });

  /** The exit code of a job that may be left now; null while it is waited for. */
  const codeOf = (job: Job): number | null => {
    const verdict = verdictOf(job);
    if (verdict.end !== null) return verdict.end;
    if (!verdict.grace) {
      graceFrom.delete(job.id);
      return null;
    }
    const from = graceFrom.get(job.id) ?? performance.now();
    graceFrom.set(job.id, from);
    const passed = performance.now() - from;
    if (verdict.grace === 'disk') tellOnce('disk', tells.diskFull);
    if (passed < graceMs) return null;
    if (verdict.grace === 'network') tellOnce(`network ${providerOf(job)}`, tells.offline(providerOf(job)));
    return 3;
  };
  const tellOnce = (what: string, text: string): void => {
    if (told.has(what)) return;
    told.add(what);
    progress.clear();
    call.screen.note(text);
  };

  try {
    for (;;) {
      news.heard();
      for (const { id } of begun) {
        const { job } = await link.ask((client) => client.jobs.get({ job: id }));
        views.set(id, job);
      }
      const jobs = [...views.values()];
      if (streaming.open() && !jobs.some(isAtProvider)) streaming.end();
      if (!streaming.open()) progress.draw(jobs);
      const codes = jobs.map(codeOf);
      if (codes.every((code) => code !== null)) {
        return { jobs, code: Math.max(...(codes as number[])), streamed: streaming.texts };
      }
      await news.wait(lookMs, call.interrupted);
    }
  } catch (error) {
    progress.clear();
    const jobs = [...views.values()];
    if (error instanceof Interrupted) {
      call.screen.note(jobs.length > 1 ? tells.stoppingMany : tells.stopping);
      throw new StoppedWaiting(jobs, error);
    }
    throw new StoppedWaiting(jobs, error);
  } finally {
    progress.clear();
    streaming.end();
    over.abort();
    await listening;
  }
}

/** Something ended the waiting, not the jobs; these are the jobs as they were seen last. */
export class StoppedWaiting extends Error {
  readonly jobs: readonly Job[];
  readonly why: unknown;
  constructor(jobs: readonly Job[], why: unknown) {
    super('stopped waiting');
    this.jobs = jobs;
    this.why = why;
  }

  /** Once a job exists it is the answer, with what went wrong as its error. */
  show(call: Call, many: boolean): number {
    if (this.why instanceof Interrupted) {
      if (call.json) showJobs(call, this.jobs, { many });
      return this.why.exitCode;
    }
    const error =
      this.why instanceof RushesError ? this.why : new RushesError('INTERNAL', {}, { cause: this.why });
    if (call.json) {
      const told = describe(stored(error));
      showJobs(
        call,
        this.jobs.map((job) => ({ ...job, error: job.error ?? told })),
        { many },
      );
    } else {
      showJobs(call, this.jobs, { many });
      call.screen.fail(error);
    }
    return exitOfError(error.code);
  }
}

const isAtProvider = (job: Job): boolean =>
  job.attempts.some((a) => a.state === 'submitting' || a.state === 'running');

/** A bell: `wait` ends when it rang since `heard`, when the time is over, or when the signal fires. */
function createNews() {
  let bell = new AbortController();
  return {
    tell: (): void => bell.abort(),
    heard: (): void => {
      if (bell.signal.aborted) bell = new AbortController();
    },
    wait: (ms: number, signal: AbortSignal): Promise<void> => pause(ms, bell.signal, signal),
  };
}

async function listen(link: Link, signal: AbortSignal, take: (event: Event) => void): Promise<void> {
  try {
    for await (const event of link.events(signal)) take(event);
  } catch {
    // The calls beside it meet the same trouble and tell it.
  }
}

type Piece = Extract<Event, { type: 'text' }>;

/** Puts a streamed answer on a terminal as it comes in, under a line that names its stage. */
function createStreaming(call: Call, views: ReadonlyMap<string, Job>) {
  const texts = new Map<string, string>();
  let at: string | null = null;
  const end = (): void => {
    if (at !== null) call.screen.piece('\n\n');
    at = null;
  };
  return {
    texts,
    open: (): boolean => at !== null,
    end,
    take({ job, stage, text }: Piece): void {
      if (!call.screen.streams || views.size !== 1) return;
      const key = `${job} ${stage}`;
      if (at !== key) {
        end();
        call.screen.piece(`${call.screen.paint('dim', `${stageWords[stage]}:`)}\n`);
        at = key;
      }
      texts.set(key, (texts.get(key) ?? '') + text);
      call.screen.piece(text);
    },
  };
}
