import { create } from 'zustand';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { isEnd } from '../../../src-shared/domain/job.ts';
import { call, connection } from '../../api/connect.ts';
import { createJob } from '../../stores/hooks.ts';
import { addHistory, useMirror } from '../../stores/mirror.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';
import { playSound } from './sound.ts';

/**
 * Samples of voices, made on demand: the preview of one fixed sentence, which is then rejected, so that only the preview's share is paid. What was
 * made once is played again for nothing. Samples under way are remembered over a reload: each is settled, whatever happens to the page.
 */
const storeKey = 'rushes.voice-samples';
const workflow = 'tts';
/** A person waits for it. */
const samplePriority = 'high';

type Kept = {
  /** The sample's job, by voice. */
  jobs: Readonly<Record<string, string>>;
  /** Jobs whose preview is to be rejected as soon as it is there. */
  making: readonly string[];
};
type Samples = Kept & {
  /** The voice that a person waits for: it sounds as soon as it can. */
  wanted: string | null;
};

function readKept(): Kept {
  try {
    const { jobs, making } = JSON.parse(localStorage.getItem(storeKey) ?? '{}') as Partial<Samples>;
    return { jobs: jobs ?? {}, making: Array.isArray(making) ? making : [] };
  } catch {
    return { jobs: {}, making: [] };
  }
}

export const useSamples = create<Samples>(() => ({ ...readKept(), wanted: null }));

let isFull = false;

/** Changes what is kept, whatever another page of this studio has put there meanwhile. */
function keep(change: (kept: Kept) => Kept): void {
  const { jobs, making } = isFull ? useSamples.getState() : readKept();
  const kept = change({ jobs, making });
  useSamples.setState(kept);
  try {
    localStorage.setItem(storeKey, JSON.stringify(kept));
  } catch {
    // What is not written is known until the page goes; the engine still finds the samples.
    isFull = true;
  }
}

const keepMaking = (id: string): void =>
  keep(({ jobs, making }) => ({ jobs, making: making.includes(id) ? making : [...making, id] }));
const keepSample = (voice: string, id: string): void =>
  keep(({ jobs, making }) => ({ jobs: { ...jobs, [voice]: id }, making }));
const forget = (voice: string): void =>
  keep(({ jobs: { [voice]: _gone, ...jobs }, making }) => ({ jobs, making }));
const want = (wanted: string | null): void => useSamples.setState({ wanted });

/** The sound of a sample; null where its job has none here. */
function soundOf(job: Job | undefined): number | null {
  const take = job?.takes.find((one) => one.evictedAt === null && one.removedAt === null);
  return take?.assets.find((asset) => asset.kind === 'audio')?.id ?? null;
}

const isThere = (job: Job): boolean => soundOf(job) !== null || !isEnd(job.state);

/** True where hearing a voice costs nothing more: its sample is kept, and so is its sound as far as is known here. */
export const isFree = (kept: string | undefined, job: Job | undefined): boolean =>
  kept !== undefined && (job === undefined || isThere(job));

/** Brings the job of a kept sample that is older than what the mirror holds; forgets the sample where its sound is gone. */
export async function recall(voice: string): Promise<void> {
  const id = useSamples.getState().jobs[voice];
  if (id === undefined || useMirror.getState().jobs.has(id)) return;
  try {
    const { job } = await call((client) => client.jobs.get({ job: id }));
    if (isThere(job)) addHistory([job]);
    else forget(voice);
  } catch (error) {
    if (error instanceof RushesError && error.code === 'NOT_FOUND') forget(voice);
  }
}

/** Plays the sample of a voice; makes it where there is none, but never where it was said to cost nothing. */
export async function hear(voice: string): Promise<void> {
  want(voice);
  const done = await attempt(async () => {
    const kept = useSamples.getState().jobs[voice];
    const wasFree = isFree(kept, useMirror.getState().jobs.get(kept ?? ''));
    await recall(voice);
    const job = await existing(voice);
    // One whose making was not heard of; a script of a person's own that says the same is theirs to judge.
    if (job && !isEnd(job.state) && job.priority === samplePriority) keepMaking(job.id);
    if (job) return settle();
    if (wasFree) {
      want(null);
      forget(voice);
      return notify({ text: say.compose.voice.gone(voice) });
    }
    const params = { text: say.compose.voice.sentence, voice };
    const [made] = await createJob({ workflow, params, review: 'hold', priority: samplePriority });
    if (!made) return;
    keepSample(voice, made.id);
    keepMaking(made.id);
    settle();
  });
  if (!done) want(null);
}

export const isSample = (job: Job | undefined): boolean =>
  job?.workflow === workflow && job.params.text === say.compose.voice.sentence;

/** A job that makes this sample or has made it: among those that are here, else in the library. */
async function existing(voice: string): Promise<Job | null> {
  const isIt = (job: Job | undefined): job is Job =>
    job !== undefined && isSample(job) && job.params.voice === voice && isThere(job);
  const { jobs, newest } = useMirror.getState();
  const here = newest.map((id) => jobs.get(id)).find(isIt);
  const job = here ?? (await inLibrary(isIt));
  if (job) {
    addHistory([job]);
    keepSample(voice, job.id);
  }
  return job;
}

/** There are no more samples than voices: each of them is looked at. */
async function inLibrary(isIt: (job: Job) => boolean): Promise<Job | null> {
  const search = say.compose.voice.sentence.replace(/[^\p{L}\s]/gu, ' ');
  const { items } = await call((client) => client.library.page({ workflow, stage: 'preview', search }));
  for (const { job: id } of items) {
    const { job } = await call((client) => client.jobs.get({ job: id }));
    if (isIt(job)) return job;
  }
  return null;
}

const rejecting = new Set<string>();

/** Rejects a preview that has come. It stays among those under way until its job has ended, so that a call that is lost is made again. */
function rejectOnce(id: string): void {
  if (rejecting.has(id)) return;
  rejecting.add(id);
  call((client) => client.jobs.reject({ job: id }))
    // Another page may have been quicker.
    .catch(() => undefined)
    .finally(() => rejecting.delete(id));
}

/** Rejects the previews that have come, and plays what a person waits for. */
function settle(): void {
  const { making, wanted, jobs: samples } = useSamples.getState();
  const { jobs } = useMirror.getState();
  const ended = making.filter((id) => isEnd(jobs.get(id)?.state ?? 'queued'));
  if (ended.length > 0)
    keep((kept) => ({ ...kept, making: kept.making.filter((id) => !ended.includes(id)) }));
  for (const id of making) if (jobs.get(id)?.state === 'preview_ready') rejectOnce(id);
  const id = wanted === null ? undefined : samples[wanted];
  const job = id === undefined ? undefined : jobs.get(id);
  if (wanted === null || !job) return;
  const asset = soundOf(job);
  const url = asset === null ? undefined : connection()?.assetUrl(asset);
  if (url !== undefined) {
    want(null);
    playSound(voiceKey(wanted), url);
  } else if (isEnd(job.state)) {
    want(null);
    notify({ tone: 'failed', text: say.compose.voice.failed(wanted), more: job.error?.message });
  }
}

export const voiceKey = (voice: string): string => `voice/${voice}`;

let followed = false;
/** Begins to settle samples with each change of the mirror; once, and for as long as the page is open. */
export function followSamples(): void {
  if (followed) return;
  followed = true;
  useMirror.subscribe(() => {
    const { making, wanted } = useSamples.getState();
    if (making.length > 0 || wanted !== null) settle();
  });
  settle();
}
