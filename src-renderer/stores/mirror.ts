import { create } from 'zustand';
import type { Event } from '../../src-shared/contract/events.ts';
import type { Balance, Job } from '../../src-shared/contract/shapes.ts';
import type { Client } from '../api/client.ts';
import { isTakenAway } from '../lib/takes.ts';
import {
  type Group,
  groupOf,
  insertByNewest,
  isBefore,
  placesOf,
  type QueueState,
  reasonNow,
} from './groups.ts';

/**
 * What the engine holds, as far as screens need it. Filled by a snapshot and then by events in the order of their `rev`; besides them only
 * what a press is about to do is shown ahead (optimistic.ts). `jobs` and `texts` are changed in place and `beat` counts the changes, so that a
 * thousand rows cost a thousand look-ups and not a thousand copies: a selector must answer something of one job, not the map.
 */
export type Info = Awaited<ReturnType<Client['app']['info']>>;
export type Snapshot = Awaited<ReturnType<Client['app']['snapshot']>>;
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'signed_out';

export type Mirror = QueueState & {
  connection: ConnectionState;
  info: Info | null;
  rev: number;
  beat: number;
  /** Presses that are shown ahead and not answered yet: what the engine is asked meanwhile may still be as it was. */
  ahead: number;
  /** Ids of the jobs that the last change brought or changed; null where it was a snapshot, with which every job is another. */
  touched: readonly string[] | null;
  jobs: Map<string, Job>;
  /** Ids, newest first. Another array whenever a job comes. */
  newest: readonly string[];
  /** Those of them that have something to show: not the ones of which every take was deleted. */
  kept: readonly string[];
  /** Ids by group of the queue, in the order of the queue. Other arrays whenever a job comes, moves or changes its group. */
  groups: Readonly<Record<Group, readonly string[]>>;
  /** Where each that waits stands in the line of its provider, from 1; what `position` of a job says is as old as its last event. */
  places: ReadonlyMap<string, number>;
  credits: Balance;
  /** Streamed text so far, by `job/stage`. */
  texts: Map<string, string>;
  /** When a job was last heard of (ms, this machine's clock), by job: a text that comes in is no change of the job. */
  heard: Map<string, number>;
  /** Bytes at the mirror so far, by job. */
  sent: Map<string, { sent: number; total: number }>;
};

const noGroups: Mirror['groups'] = { running: [], waiting: [], held: [], done: [] };

export const useMirror = create<Mirror>(() => ({
  connection: 'connecting',
  info: null,
  rev: 0,
  beat: 0,
  ahead: 0,
  touched: null,
  jobs: new Map(),
  newest: [],
  kept: [],
  groups: noGroups,
  places: new Map(),
  credits: { available: 0, held: 0, spent: 0, granted: 0, demo: false },
  paused: false,
  blocked: {},
  texts: new Map(),
  heard: new Map(),
  sent: new Map(),
}));

export function setConnection(connection: ConnectionState): void {
  useMirror.setState({ connection });
}

/** Everything anew. */
export function fill(snapshot: Snapshot, info: Info): void {
  const jobs = new Map(snapshot.jobs.map((job) => [job.id, job]));
  const { rev, credits, paused, blocked } = snapshot;
  const newest = snapshot.jobs.map((job) => job.id);
  useMirror.setState(({ beat }) => ({
    connection: 'live',
    info,
    rev,
    beat: beat + 1,
    touched: null,
    jobs,
    newest,
    kept: keptOf(newest, jobs),
    ...grouped(jobs),
    credits,
    paused,
    blocked,
    texts: new Map(snapshot.texts.map(({ job, stage, text }) => [`${job}/${stage}`, text])),
    heard: new Map(),
    sent: new Map(),
  }));
}

/**
 * Takes events up in one change. Answers false where one is missing between what is here and what came: then nothing of it counts, and a new
 * snapshot is due. What is older than what is here was told by the snapshot already.
 */
export function take(events: readonly Event[], nowMs = Date.now()): boolean {
  const state = useMirror.getState();
  const { jobs, texts, sent, heard } = state;
  const change: Partial<Mirror> = {};
  let { rev, newest } = state;
  const touched: string[] = [];
  let regroup = false;
  let rekeep = false;
  for (const event of events) {
    if (event.type === 'text') {
      const key = `${event.job}/${event.stage}`;
      heard.set(event.job, nowMs);
      // A piece that the snapshot has already stands where it stood.
      texts.set(key, (texts.get(key) ?? '').slice(0, event.at) + event.text);
      continue;
    }
    if (event.type === 'progress') {
      heard.set(event.job, nowMs);
      sent.set(event.job, { sent: event.sent, total: event.total });
      continue;
    }
    if (event.rev <= rev) continue;
    if (event.rev > rev + 1) return false;
    rev = event.rev;
    if (event.type === 'credits') change.credits = event.credits;
    else if (event.type === 'queue') {
      Object.assign(change, { paused: event.paused, blocked: event.blocked });
      const told = tellWaiting(jobs, event);
      touched.push(...told.map(({ id }) => id));
      regroup ||= told.length > 0;
    } else {
      const { job } = event;
      const before = jobs.get(job.id);
      jobs.set(job.id, job);
      heard.set(job.id, nowMs);
      touched.push(job.id);
      const last = job.attempts.at(-1);
      // Another try writes from the beginning.
      if (last && last.n > (before?.attempts.at(-1)?.n ?? 0)) texts.delete(`${job.id}/${last.stage}`);
      if (before === undefined) newest = insertByNewest(newest, job.id);
      rekeep ||= before === undefined || isTakenAway(before) !== isTakenAway(job);
      regroup ||= before === undefined || groupOf(before) !== groupOf(job) || before.rank !== job.rank;
    }
  }
  if (regroup) Object.assign(change, { newest, ...grouped(jobs) });
  if (rekeep) change.kept = keptOf(newest, jobs);
  useMirror.setState({ ...change, rev, touched, beat: state.beat + 1 });
  return true;
}

/** A job as it is about to be (optimistic.ts): the event that tells of it says the same, or the caller shows the job of before again. */
export function showJob(job: Job): void {
  const { jobs, newest, beat } = useMirror.getState();
  const before = jobs.get(job.id);
  jobs.set(job.id, job);
  const change: Partial<Mirror> = { touched: [job.id], beat: beat + 1 };
  if (before?.rank !== job.rank) Object.assign(change, grouped(jobs));
  if (before && isTakenAway(before) !== isTakenAway(job)) change.kept = keptOf(newest, jobs);
  useMirror.setState(change);
}

/** One press more, or one that was answered. */
export function countAhead(by: 1 | -1): void {
  useMirror.setState(({ ahead, beat }) => ({ ahead: ahead + by, touched: [], beat: beat + 1 }));
}

/**
 * The queue as it is about to be, with the reason for which each job waits then. Answers what shows it as it was: a reason that the pause hid,
 * such as a budget, is known by the job of before only.
 */
export function showPaused(paused: boolean): () => void {
  const { jobs, paused: was } = useMirror.getState();
  const pairs = tellPaused(paused).map((before) => ({ before, shown: jobs.get(before.id) }));
  return () => {
    const { jobs: now } = useMirror.getState();
    // What the engine has told of one since is newer than both.
    for (const { before, shown } of pairs) if (now.get(before.id) === shown) now.set(before.id, before);
    tellPaused(
      was,
      pairs.map(({ before }) => before),
    );
  };
}

/** `changed`: jobs that are others already. Answers the jobs that it changed, as they were. */
function tellPaused(paused: boolean, changed: readonly Job[] = []): Job[] {
  const { jobs, blocked, beat } = useMirror.getState();
  const told = tellWaiting(jobs, { paused, blocked });
  const touched = [...changed, ...told].map(({ id }) => id);
  useMirror.setState({ paused, touched, beat: beat + 1, ...(touched.length > 0 ? grouped(jobs) : {}) });
  return told;
}

/** Jobs that were paged in from the history; what is here already is newer. */
export function addHistory(history: readonly Job[]): void {
  const { jobs, newest, beat } = useMirror.getState();
  const fresh = history.filter((job) => !jobs.has(job.id));
  for (const job of fresh) jobs.set(job.id, job);
  const all = fresh.reduce((list, job) => insertByNewest(list, job.id), newest);
  const touched = fresh.map((job) => job.id);
  useMirror.setState({ newest: all, kept: keptOf(all, jobs), ...grouped(jobs), touched, beat: beat + 1 });
}

function keptOf(newest: readonly string[], jobs: ReadonlyMap<string, Job>): string[] {
  return newest.filter((id) => {
    const job = jobs.get(id);
    return job !== undefined && !isTakenAway(job);
  });
}

/** Gives jobs the reason for which they wait now; answers those that have another than before, as they were. */
function tellWaiting(jobs: Map<string, Job>, queue: QueueState): Job[] {
  const changed: Job[] = [];
  for (const [id, job] of jobs) {
    const waitingFor = reasonNow(job, queue);
    if (waitingFor === job.waitingFor) continue;
    jobs.set(id, { ...job, waitingFor });
    changed.push(job);
  }
  return changed;
}

function grouped(jobs: ReadonlyMap<string, Job>): Pick<Mirror, 'groups' | 'places'> {
  const groups: Record<Group, Job[]> = { running: [], waiting: [], held: [], done: [] };
  for (const job of jobs.values()) groups[groupOf(job)].push(job);
  const inOrder = (group: Group): string[] => groups[group].sort(isBefore[group]).map((job) => job.id);
  const [running, waiting, held, done] = [
    inOrder('running'),
    inOrder('waiting'),
    inOrder('held'),
    inOrder('done'),
  ];
  return { groups: { running, waiting, held, done }, places: placesOf(groups.waiting) };
}

/** When a job was last heard of (ms, this machine's clock). Read where one looks at the clock, not followed. */
export const heardOf = ({ id, updatedAt }: Job): number =>
  Math.max(updatedAt, useMirror.getState().heard.get(id) ?? 0);
