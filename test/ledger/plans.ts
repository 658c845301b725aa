import type { Engine } from '../../src-main/engine/engine.ts';
import { recoveryAnswers } from '../../src-main/engine/jobs/recovery.ts';
import { type AttemptRow, attemptsOf, getJob, liveAttempts } from '../../src-main/engine/jobs/store.ts';
import { type Charged, keptByEnding, retryHold } from '../../src-shared/contract/charges.ts';
import type { Command } from './command.ts';
import type { Answer, Model, ModelJob, Wish } from './model.ts';
import * as model from './model.ts';
import { claimNext, failAttempt, giveUp, loseAttempt, storeStage, wanted } from './steps.ts';

/** `real` runs inside one transaction of the engine; `expect` does the same to the model and says what must come of it. */
export type Plan = { real(): unknown; expect(info: unknown): Answer };

/** The command on what is there now; null where there is nothing to do it to. */
export function planOf(command: Command, engine: Engine, m: Model): Plan | null {
  switch (command.do) {
    case 'create':
      return planCreate(command, engine, m);
    case 'claim':
      return {
        real: () => {
          const other = command.provider === 'fal' ? 'openrouter' : 'fal';
          const row = claimNext(engine, command.provider) ?? claimNext(engine, other);
          return { row, waiting: waitingForTries(engine) };
        },
        expect: (info) => {
          const { row, waiting } = info as { row: AttemptRow | null; waiting: string[] };
          const started = waiting.filter((id) => jobOf(m, id).state === 'queued');
          for (const id of row ? [row.job_id, ...started] : started) model.start(jobOf(m, id));
          return row || waiting.length > 0 ? 'ok' : 'nothing';
        },
      };
    case 'attempt':
      return planAttempt(command, engine, m);
    case 'grant':
      return {
        real: () => engine.ledger.grant(command.amount, `g${command.key}`, 'test'),
        expect: () => {
          const known = m.grants.has(`g${command.key}`);
          const answer = model.grant(m, `g${command.key}`, command.amount);
          return known && answer === 'ok' ? 'nothing' : answer;
        },
      };
    case 'wake':
      return { real: () => engine.jobs.wake(engine.clock.now() + 60_000), expect: () => 'ok' };
    case 'recover':
      return { real: () => recoverRows(engine), expect: () => 'ok' };
    default:
      return planOfPerson(command, engine, m);
  }
}

/** Jobs that wait for what is out already, by whatever go: a claim looks at them once and sends nothing. */
const waitingForTries = (engine: Engine): string[] =>
  liveAttempts(engine.db)
    .filter((row) => {
      const job = getJob(engine.db, row.job_id);
      return !job.claimable && wanted(engine, row);
    })
    .map((row) => row.job_id);

function jobOf(m: Model, id: string): ModelJob {
  const job = m.jobs.get(id);
  if (!job) throw new Error(`the model does not know job ${id}`);
  return job;
}

function planCreate(command: Extract<Command, { do: 'create' }>, engine: Engine, m: Model): Plan {
  const price = command.workflow === 'chat' ? 0 : command.workflow === 'tts' ? 100 : command.price;
  const { review, count } = command;
  const workflow = command.workflow === 'priced' ? 'image_to_video' : command.workflow;
  const params =
    command.workflow === 'chat' ? { prompt: 'a' } : command.workflow === 'tts' ? { text: 'a' } : { price };
  const key = command.key === null ? null : `key-number-${command.key}`;
  const wish: Wish = { what: JSON.stringify([workflow, params, count, review]), price, count, review, key };
  return {
    real: () =>
      engine.create.create({ workflow, params, count, review, ...(key ? { key } : {}) }).map((job) => job.id),
    expect: (info) => {
      const answer = model.mayCreate(m, wish);
      const ids = info as string[];
      if (answer === 'ok') model.made(m, wish, ids);
      if (answer === 'nothing' && JSON.stringify(ids) !== JSON.stringify(m.calls.get(key ?? '')?.ids))
        throw new Error('I7: the same call got another answer');
      return answer;
    },
  };
}

function planAttempt(command: Extract<Command, { do: 'attempt' }>, engine: Engine, m: Model): Plan | null {
  const live = liveAttempts(engine.db);
  const row = live[command.pick % Math.max(1, live.length)];
  if (!row) return null;
  const job = jobOf(m, row.job_id);
  const wants = (): boolean => model.wants(job, row.stage);
  const { what } = command;
  if (what === 'accepted' || what === 'lost') {
    if (row.state !== 'submitting') return null;
    if (what === 'lost') return { real: () => loseAttempt(engine, row), expect: () => 'ok' };
    const facts = { requestId: `r${row.id}` };
    return { real: () => engine.attempts.tryStep(row.id, 'accepted', facts), expect: () => 'ok' };
  }
  if (what === 'give_up') {
    if (row.state !== 'unknown') return null;
    return {
      real: () => giveUp(engine, row),
      expect: () => {
        if (wants()) model.fail(m, job);
        return 'ok';
      },
    };
  }
  if (row.state === 'unknown') return null;
  if (what === 'stored') {
    return {
      real: () => {
        engine.attempts.tryStep(row.id, 'finished', { result: [] });
        return storeStage(engine, row);
      },
      expect: (late) => {
        if (late !== !wants()) throw new Error('late or not: the model says otherwise');
        if (late && row.stage === 'preview') job.previewKept = true;
        if (!late) model.stored(m, job, row.stage);
        return late ? 'late' : 'ok';
      },
    };
  }
  return {
    real: () => failAttempt(engine, row, what === 'fail_again'),
    expect: () => {
      if (what === 'fail' && wants() && job.go === row.go) model.fail(m, job);
      return 'ok';
    },
  };
}

function isApt(what: OfPerson['do'], job: ModelJob): boolean {
  if (what === 'approve' || what === 'reject') return job.state === 'preview_ready';
  if (what === 'cancel')
    return ['queued', 'processing', 'preview_ready', 'generating_final'].includes(job.state);
  if (what === 'retry') return ['failed', 'cancelled', 'rejected'].includes(job.state);
  if (what === 'refund') return job.charged > job.refunded;
  return job.state === 'processing' || job.state === 'generating_final';
}

type OfPerson = Extract<Command, { do: 'approve' | 'reject' | 'cancel' | 'retry' | 'refund' | 'resolve' }>;

function planOfPerson(command: OfPerson, engine: Engine, m: Model): Plan | null {
  const all = [...m.jobs.values()];
  const apt = all.filter((job) => isApt(command.do, job));
  // Mostly a job that allows it, so that histories get somewhere; now and then any.
  const among = command.pick % 4 !== 3 && apt.length > 0 ? apt : all;
  const job = among[command.pick % Math.max(1, among.length)];
  if (!job) return null;
  const { actions } = engine;
  switch (command.do) {
    case 'approve':
      return { real: () => actions.approve([job.id]), expect: () => model.approve(job) };
    case 'reject':
      return { real: () => actions.reject(job.id), expect: () => model.reject(m, job) };
    case 'cancel':
      return { real: () => actions.cancel(job.id), expect: () => model.cancel(m, job) };
    case 'retry':
      return { real: () => actions.retry(job.id), expect: () => model.retry(m, job) };
    case 'refund':
      return { real: () => actions.refund(job.id, 'a test'), expect: () => model.refund(m, job) };
    case 'resolve': {
      const attempts = attemptsOf(engine.db, job.id);
      const unknown = attempts.find((a) => a.state === 'unknown');
      const given = attempts.some((a) => a.state === 'failed' && a.error?.code === 'outcome_unknown');
      const { decision } = command;
      return {
        real: () =>
          actions.resolve(
            job.id,
            decision === 'found'
              ? { kind: 'found', requestId: `found-${engine.newId()}` }
              : { kind: decision },
          ),
        expect: () => {
          if (!unknown) return given && job.state === 'failed' && decision === 'found' ? 'ok' : 'NOT_ALLOWED';
          if (decision === 'not_run') model.fail(m, job);
          if (decision === 'pay_again' && unknown.go === job.go) job.go += 1;
          return 'ok';
        },
      };
    }
  }
}

/** The start of an engine on what was left, without its tasks. */
function recoverRows(engine: Engine): void {
  engine.jobs.reconsider();
  for (const row of liveAttempts(engine.db)) {
    if (recoveryAnswers[row.state] === 'lost') loseAttempt(engine, row);
  }
}

/** What a screen says of a job before a press, where the press would do something else. */
function toldWrongly(shown: Charged, job: ModelJob): string[] {
  const [cancelled, retried] = [{ ...job }, { ...job }];
  const purse = { ...model.emptyModel(), available: Number.MAX_SAFE_INTEGER };
  const wrong: string[] = [];
  if (model.cancel(purse, cancelled) === 'ok' && keptByEnding(shown) !== cancelled.charged - job.charged)
    wrong.push(`a cancel of job ${job.id} is said to keep ${keptByEnding(shown)}`);
  if (model.retry(purse, retried) === 'ok' && retryHold(shown) !== (retried.hold?.amount ?? 0))
    wrong.push(`a retry of job ${job.id} is said to hold ${retryHold(shown)}`);
  return wrong;
}

/** Where the engine and the model differ, in words. */
export function differences(engine: Engine, m: Model): string[] {
  const wrong: string[] = [];
  const { available, held, spent, granted } = m;
  const real = JSON.stringify(engine.ledger.balance());
  const said = JSON.stringify({ available, held, spent, granted });
  if (real !== said) wrong.push(`the balance is ${real}, the model says ${said}`);
  for (const job of m.jobs.values()) {
    const row = getJob(engine.db, job.id);
    if (row.state !== job.state) wrong.push(`job ${job.id} is ${row.state}, the model says ${job.state}`);
    if (row.go !== job.go) wrong.push(`job ${job.id} is at go ${row.go}, the model says ${job.go}`);
    const report = engine.ledger.holdReport(job.id);
    if (report.held !== (job.hold?.amount ?? 0)) wrong.push(`job ${job.id} holds ${report.held}`);
    if (report.captured !== job.charged || report.refunded !== job.refunded)
      wrong.push(`job ${job.id} is charged ${report.captured}, ${report.refunded} of it refunded`);
    const price = {
      total: row.price_total,
      preview: row.price_preview,
      final: row.price_total - row.price_preview,
    };
    wrong.push(...toldWrongly({ state: row.state, price, hold: report }, job));
  }
  return wrong;
}
