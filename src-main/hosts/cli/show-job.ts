import { readFile, stat } from 'node:fs/promises';
import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { isEnd, type JobState } from '../../../src-shared/domain/job.ts';
import { nextText, stageWords, waitText } from '../../../src-shared/texts/cli.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Paint, Screen } from './screen.ts';
import { clip, ended, pairs, table } from './table.ts';

/** How jobs look on a terminal. */

export const stateWord = (state: string): string => state.replaceAll('_', ' ');

const colours: Partial<Record<JobState, 'green' | 'red' | 'yellow'>> = {
  completed: 'green',
  preview_ready: 'yellow',
  failed: 'red',
};

const painted = (job: Job, paint: Paint): string => {
  const colour = colours[job.state];
  return colour ? paint(colour, stateWord(job.state)) : stateWord(job.state);
};

/** The provider that a job goes to. */
export const providerOf = (job: Job): string =>
  job.attempts.at(-1)?.provider ?? workflows.find((w) => w.id === job.workflow)?.provider ?? 'the provider';

/** What happened to one job, what it cost, where its takes are, and what can be done next. */
export function jobBlock(job: Job, paint: Paint): string {
  const rows: [string, string][] = [
    ['Credits', creditsText(job)],
    ['Billed', billedText(job)],
    ...job.takes.flatMap((take) => takeRows(job, take)),
  ];
  const draft = job.attempts.findLast((a) => a.draft !== null)?.draft;
  if (draft) rows.push(['Draft', draft]);
  const waiting = waitingText(job);
  if (waiting) rows.push(['Waits', waiting.message], ['Next', waiting.next]);
  else if (job.error) rows.push(['Error', `${ended(job.error.message)}${chargedWord(job)}`]);
  const next = waiting ? null : nextText(job);
  if (next) rows.push(['Next', next]);
  return `${paint('bold', `${job.workflow} ${job.id}`)}  ${painted(job, paint)}\n${pairs(rows, '  ')}`;
}

const chargedWord = (job: Job): string => {
  if (job.error?.charged === null) return ' The provider may have charged.';
  return job.hold.captured === 0 && job.state === 'failed' ? ' No credits were charged.' : '';
};

const waitingText = (job: Job): { message: string; next: string } | null =>
  job.waitingFor === null ? null : waitText(job.waitingFor, job, providerOf(job));

/** Why the files of a take are not shown; null while they are here and wanted. */
export function goneText({ evictedAt, removedAt }: Take): string | null {
  if (evictedAt !== null) return `cleared away ${localTime(evictedAt)}`;
  return removedAt === null ? null : `removed ${localTime(removedAt)}`;
}

/** The files that a person opens; those made for looking at them stand in `rushes assets`. */
function takeRows(job: Job, take: Take): [string, string][] {
  const gone = goneText(take);
  const shown = take.assets.filter((a) => a.kind !== 'thumbnail' && a.kind !== 'peaks');
  const did = job.steps.filter((step) => step.stage === take.stage).flatMap((step) => step.did);
  const files = shown.map((a): [string, string] => {
    const shape = shapeWords(a);
    return [takeTitle(take), shape === '' ? a.path : `${a.path}  (${shape})`];
  });
  return [
    ...(gone === null ? files : [[takeTitle(take), gone] satisfies [string, string]]),
    ...(did.length > 0 ? [['', `this machine ${did.join(', ')}`] satisfies [string, string]] : []),
  ];
}

type Shape = { durationS: number | null; width: number | null; height: number | null };

/** Length and size of a medium, as far as they are known. */
export function shapeWords(
  of: Shape & { fps?: number | null; audioCodec?: string | null; videoCodec?: string | null },
): string {
  const parts = [
    of.durationS === null ? '' : `${Math.round(of.durationS * 10) / 10} s`,
    of.width === null || of.height === null ? '' : `${of.width} x ${of.height}`,
    of.fps ? `${fpsWords(of.fps)} fps` : '',
    of.videoCodec ? (of.audioCodec ? 'with sound' : 'silent') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** A last picture that is held a little puts the mean off a whole rate; 23.976 and 29.97 stay apart from 24 and 30. */
function fpsWords(fps: number): number {
  const whole = Math.round(fps);
  return Math.abs(fps - whole) < 0.02 ? whole : Math.round(fps * 100) / 100;
}

const takeTitle = (take: Take): string =>
  `${stageWords[take.stage]}${take.late ? ' (late)' : ''}${take.starred ? ' *' : ''}`;

function creditsText({ hold, price }: Job): string {
  if (price.total === 0) return 'free';
  const parts: [number, string][] = [
    [hold.held, 'held'],
    [hold.captured, 'charged'],
    [hold.refunded, 'refunded'],
    [hold.released, 'given back'],
  ];
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return said.length > 0 ? said.join(', ') : '0 charged';
}

/** Dollars that the providers told; what was not told is said so, never as 0. */
export function billedText(job: Job): string {
  const told = job.attempts.map((a) => a.billedUsd).filter((usd) => usd !== null);
  const untold = job.attempts.filter(
    (a) => a.billedUsd === null && (a.state === 'succeeded' || a.state === 'unknown'),
  );
  const sum = dollars(told.reduce((total, usd) => total + usd, 0));
  if (told.length === 0) return untold.length > 0 ? 'not told by the provider' : 'nothing so far';
  return untold.length === 0
    ? sum
    : `${sum}, and ${untold.length === 1 ? 'one attempt' : `${untold.length} attempts`} not told`;
}

/** Dollars with as many digits as say something. */
export const dollars = (usd: number): string =>
  `$${usd === 0 || usd >= 0.01 ? usd.toFixed(2) : usd.toPrecision(2)}`;

const listColumns = [
  { title: 'JOB' },
  { title: 'WORKFLOW' },
  { title: 'STATE' },
  { title: 'WAITS FOR' },
  { title: 'CREDITS', right: true },
  { title: 'MADE' },
  { title: 'ABOUT' },
];

export const jobsTable = (jobs: readonly Job[]): string =>
  table(
    listColumns,
    jobs.map((job) => [
      job.id,
      job.workflow,
      stateWord(job.state),
      job.waitingFor ?? '',
      String(job.hold.held > 0 ? job.hold.held : job.hold.captured),
      localTime(job.createdAt),
      clip(aboutText(job), 36),
    ]),
  );

/** The first text among the parameters: what a person would know the job by. */
const aboutText = (job: Job): string => {
  const fields = workflows.find((w) => w.id === job.workflow)?.fields ?? [];
  const texts = fields.filter((f) => f.widget === 'longtext').map((f) => job.params[f.name]);
  return texts.find((text) => typeof text === 'string') ?? '';
};

/** A time on this machine's clock, to the minute. */
export const localTime = (at: number): string => {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

const attemptColumns = [
  { title: '#', right: true },
  { title: 'STAGE' },
  { title: 'PART', right: true },
  { title: 'STATE' },
  { title: 'MODEL' },
  { title: 'REQUEST' },
  { title: 'BILLED', right: true },
  { title: 'ERROR' },
];

/** Every try at a provider, for who wants to know. */
export const attemptsTable = (job: Job): string =>
  table(
    attemptColumns,
    job.attempts.map((a) => [
      String(a.n),
      a.stage,
      String(a.part + 1),
      stateWord(a.state),
      a.model ?? '',
      a.requestId ?? '',
      a.billedUsd === null ? 'not told' : dollars(a.billedUsd),
      a.error?.message ?? '',
    ]),
  );

/** A text longer than this (bytes) is named by its path only. */
const longestShown = 100_000;

/** The text of a job's take at a stage, to be read on the screen; null where the take is no text. */
async function takeText(job: Job, stage: Stage): Promise<string | null> {
  const asset = job.takes.findLast((t) => t.stage === stage)?.assets.find((a) => a.kind === 'text');
  if (!asset) return null;
  try {
    return (await stat(asset.path)).size > longestShown ? null : await readFile(asset.path, 'utf8');
  } catch {
    return null;
  }
}

/** Shows the newest text of a job that stands still, unless it was streamed to this screen already. */
export async function showText(
  screen: Screen,
  job: Job,
  streamed: ReadonlyMap<string, string>,
): Promise<string> {
  if (screen.json || !(isEnd(job.state) || job.state === 'preview_ready')) return '';
  const stage = job.takes.some((t) => t.stage === 'final') ? 'final' : 'preview';
  const text = await takeText(job, stage);
  return text === null || streamed.get(`${job.id} ${stage}`)?.trim() === text.trim()
    ? ''
    : `\n\n${text.trim()}`;
}
