import type { Event } from '../../src-shared/contract/events.ts';
import type { Balance, Job, LiveText } from '../../src-shared/contract/shapes.ts';
import type { Stage, WaitReason } from '../../src-shared/domain/job.ts';
import type { ProviderId } from '../../src-shared/domain/request.ts';
import type { Db } from './db/db.ts';

/** A change, written in the transaction that makes it. */
export type Change =
  | { type: 'job'; job: string; facts: Record<string, unknown> }
  | { type: 'credits'; job: string | null; facts: Record<string, unknown> }
  | { type: 'queue'; facts: Record<string, unknown> };
export type Emit = (change: Change) => void;

/**
 * The log of changes and its subscribers. `emit` writes a row inside the caller's transaction; `publish`, called after
 * the commit, tells subscribers in `rev` order. What was rolled back is never told.
 */
export type Events = ReturnType<typeof createEvents>;

type Reads = {
  job(id: string): Job;
  balance(): Balance;
  queue(): { paused: boolean; blocked: Partial<Record<ProviderId, WaitReason>> };
};

export function createEvents(db: Db, now: () => number, reads: Reads) {
  let written: { rev: number; change: Change }[] = [];
  const subscribers = new Set<(event: Event) => void>();
  /** Answers that are being written, so far, for whoever begins to look in the middle of one. */
  const writing = new Map<string, LiveText>();
  const rev = (): number => Number(db.sql('SELECT COALESCE(MAX(rev), 0) FROM events').pluck().get());

  return {
    rev,
    emit(change: Change): void {
      const job = 'job' in change ? change.job : null;
      const done = db
        .sql('INSERT INTO events (at, type, job_id, facts) VALUES (?, ?, ?, ?)')
        .run(now(), change.type, job, JSON.stringify(change.facts));
      written.push({ rev: Number(done.lastInsertRowid), change });
    },
    forget(): void {
      written = [];
    },
    publish(): void {
      const told = written;
      written = [];
      if (subscribers.size === 0) return;
      // One snapshot a job serves every change of this commit: nothing can have happened between them.
      const shown = new Map<string, Job>();
      const show = (id: string): Job => {
        const job = shown.get(id) ?? reads.job(id);
        shown.set(id, job);
        return job;
      };
      const events = db.read(() =>
        told.map(({ rev, change }): Event => {
          if (change.type === 'job') return { type: 'job', rev, job: show(change.job) };
          if (change.type === 'credits') return { type: 'credits', rev, credits: reads.balance() };
          return { type: 'queue', rev, ...reads.queue() };
        }),
      );
      for (const event of events) for (const tell of subscribers) tell(event);
    },
    texts: (): LiveText[] => [...writing.values()],
    /** A piece of a streamed answer: told, not stored. */
    text(job: string, stage: Stage, text: string): void {
      const key = `${job}/${stage}`;
      const before = writing.get(key)?.text ?? '';
      writing.set(key, { job, stage, text: before + text });
      if (subscribers.size === 0) return;
      const event: Event = { type: 'text', rev: rev(), job, stage, at: before.length, text };
      for (const tell of subscribers) tell(event);
    },
    /** The answer is whole, or will not be. */
    textEnds(job: string, stage: Stage): void {
      writing.delete(`${job}/${stage}`);
    },
    /** How far the upload of a job's files to the mirror is, in bytes: told, not stored. */
    progress(job: string, sent: number, total: number): void {
      if (subscribers.size === 0) return;
      const event: Event = { type: 'progress', rev: rev(), job, sent, total };
      for (const tell of subscribers) tell(event);
    },
    subscribe(tell: (event: Event) => void): () => void {
      subscribers.add(tell);
      return () => subscribers.delete(tell);
    },
  };
}
