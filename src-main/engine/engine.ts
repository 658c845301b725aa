import { RushesError } from '../../src-shared/contract/errors.ts';
import type { Job, Take } from '../../src-shared/contract/shapes.ts';
import { idMaker } from '../../src-shared/domain/ids.ts';
import type { Stage, WaitReason } from '../../src-shared/domain/job.ts';
import { type ProviderId, providerIds } from '../../src-shared/domain/request.ts';
import type { Workflow } from '../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../ports/asset-files.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeychainPort } from '../ports/keychain.ts';
import type { Logger } from '../ports/logger.ts';
import type { ProviderPort } from '../ports/provider.ts';
import type { Db } from './db/db.ts';
import { createEvents } from './events.ts';
import { createActions } from './jobs/actions.ts';
import { createAttemptTransition } from './jobs/attempt-transition.ts';
import { createCreate } from './jobs/create.ts';
import { recover } from './jobs/recovery.ts';
import { createRunner } from './jobs/runner.ts';
import { createScheduler } from './jobs/scheduler.ts';
import { createSnapshots, resolvable } from './jobs/snapshot.ts';
import { statsOf } from './jobs/stats.ts';
import { attemptsOf, findTake, getJob, type JobRow, pageOfJobs } from './jobs/store.ts';
import { createTransition } from './jobs/transition.ts';
import { createBudget } from './ledger/budget.ts';
import { createLedger } from './ledger/ledger.ts';
import { createGates } from './providers/gates.ts';
import { createKeys, type KeysDeps } from './providers/keys.ts';
import { createUnitPrices } from './providers/unit-prices.ts';
import { createSettings } from './settings/settings.ts';

/** The world that an engine is given; nothing of it is reached for. */
export type EngineDeps = {
  db: Db;
  demo: boolean;
  clock: Clock;
  /** In [0, 1). */
  random(): number;
  log: Logger;
  files: AssetFiles;
  keychain: KeychainPort;
  givenKeys: KeysDeps['given'];
  /** Name of this profile in the keychain. */
  keyName: string;
  providers(keyOf: (id: ProviderId) => Promise<string | null>): Partial<Record<ProviderId, ProviderPort>>;
  workflows: readonly Workflow[];
  /** New jobs are refused below this many free bytes; 500 MiB (security.md 6). */
  leastFreeBytes?: number;
};

export type Engine = ReturnType<typeof createEngine>;

/** Time (ms) that a question to a provider may take while a person waits. */
const askMs = 15_000;
const wholeDisk = 500 * 1024 * 1024;

/** Puts the engine together. Nothing moves before `start`; without it, calls work and nothing is sent. */
export function createEngine(deps: EngineDeps) {
  const { db, clock, log, files, workflows } = deps;
  const now = (): number => clock.now();
  const newId = idMaker(now, (below) => Math.floor(deps.random() * below));
  const ledger = createLedger(db, now);
  const settings = createSettings(db);
  const keys = createKeys({
    db,
    settings,
    keychain: deps.keychain,
    given: deps.givenKeys,
    profile: deps.keyName,
  });
  const providers = deps.providers(async (id) => {
    await keys.load(id);
    return keys.current(id);
  });
  const modelsOf = (workflow: Workflow, stage: Stage): readonly string[] =>
    settings.values().models[`${workflow.id}.${stage}`] ?? workflow.stages[stage].models;
  const prices = createUnitPrices({ db, clock, providers, modelsOf });
  /** The estimate as of the making, or by today's price list where none was known then. */
  const usdOf = (job: JobRow): number | null => {
    const workflow = workflows.find((w) => w.id === job.workflow);
    return job.usd_estimate ?? (workflow ? prices.estimate(workflow, job.params) : null);
  };
  const budget = createBudget({ db, clock, settings, usdOf });

  const events = createEvents(db, now, {
    job: (id) => snapshots.show(getJob(db, id)),
    balance: () => balance(),
    queue: () => ({ paused: settings.paused(), blocked: blockedNow() }),
  });
  const write = <T>(work: () => T): T => {
    let done: T;
    try {
      done = db.write(work);
    } catch (error) {
      events.forget();
      throw error;
    }
    events.publish();
    return done;
  };
  const emit = events.emit;
  const jobs = createTransition({ db, ledger, now, emit });
  const attempts = createAttemptTransition(db, now, emit);
  const gates = createGates({ db, clock, keys, providers, changed: () => changed() });
  const runner = createRunner({
    db,
    clock,
    random: deps.random,
    log,
    files,
    events,
    gates,
    keys,
    jobs,
    attempts,
    providers,
    workflows,
    write,
    newId,
    swept: () => swept(),
    changed: () => changed(),
  });
  const scheduler = createScheduler({
    db,
    budget,
    jobs,
    attempts,
    workflows,
    modelsOf,
    clock,
    log,
    gates,
    settings,
    runner,
    write,
  });
  const snapshots = createSnapshots({
    db,
    clock,
    ledger,
    budget,
    settings,
    gates,
    usdOf,
    demo: deps.demo,
    workflows,
    absolute: (path) => files.absolute(path),
  });
  const create = createCreate({ db, clock, ledger, budget, prices, workflows, newId, emit });
  const actions = createActions({ db, ledger, budget, jobs, attempts, emit });
  const balance = () => ({ ...ledger.balance(), demo: deps.demo });
  let working = false;
  let sweeping: Promise<void> | null = null;
  /** Removes what an earlier process left half written; once, and before the first file of this one. */
  const swept = (): Promise<void> => {
    sweeping ??= files.sweep().then(
      (parts) => void (parts > 0 && log.info('half-written files removed', { parts })),
      (error: unknown) => log.warn('half-written files could not be removed', { error }),
    );
    return sweeping;
  };

  const blockedNow = (): Partial<Record<ProviderId, WaitReason>> => {
    const blocked: Partial<Record<ProviderId, WaitReason>> = {};
    for (const id of providerIds) {
      const reason = providers[id] ? gates.blocked(id) : null;
      if (reason) blocked[id] = reason;
    }
    return blocked;
  };
  let toldBlocked = '{}';

  /** Something may be claimable now, or wait for something else: the queue looks, subscribers are told. */
  function changed(): void {
    scheduler.tick();
    const blocked = blockedNow();
    const text = JSON.stringify(blocked);
    if (text === toldBlocked) return;
    const back = toldBlocked.includes('network') && !text.includes('network');
    toldBlocked = text;
    if (back) runner.hurry();
    try {
      write(() => emit({ type: 'queue', facts: { blocked } }));
    } catch (error) {
      log.warn('a change of the queue could not be told', { error });
    }
  }

  return {
    db,
    clock,
    log,
    files,
    demo: deps.demo,
    workflows,
    ledger,
    settings,
    budget,
    keys,
    gates,
    prices,
    providers,
    events,
    jobs,
    attempts,
    actions,
    create,
    newId,
    write,
    balance,
    working: () => working,
    show: (id: string): Job => snapshots.show(getJob(db, id)),
    stats: () => statsOf(db, clock),

    /** A page of the history as snapshots, newest first. */
    page: (page: Parameters<typeof pageOfJobs>[1]): Job[] =>
      pageOfJobs(db, page).map((row) => snapshots.show(row)),
    schema: (): number => Number(db.sqlite.pragma('user_version', { simple: true })),

    act,
    /** Runs a person's action on one job and answers what became of it. */
    actOn(jobId: string, action: (id: string) => unknown): Job {
      act([jobId], () => action(jobId));
      return snapshots.show(getJob(db, jobId));
    },

    star(takeId: string, starred: boolean): Take {
      const row = findTake(db, takeId);
      if (!row) throw new RushesError('NOT_FOUND', { field: 'take', subject: `take ${takeId}` });
      write(() => {
        db.sql('UPDATE takes SET starred = ? WHERE id = ?').run(starred ? 1 : 0, takeId);
        emit({ type: 'job', job: row.job_id, facts: { event: 'star' } });
      });
      return snapshots.showTake({ ...row, starred });
    },

    /** Refuses new work while the disk is nearly full, so that downloads fail before the ledger does. */
    async roomForWork(): Promise<void> {
      const free = await files.freeBytes();
      if (free < (deps.leastFreeBytes ?? wholeDisk)) {
        throw new RushesError('DISK_FULL', {
          subject: `the profile (${Math.floor(free / 1024 / 1024)} MiB free)`,
        });
      }
    },

    /** Asks for list prices that a new job needs: waits for them only where a budget in dollars depends on them. */
    async learnPrices(input: { workflow: string; params: Record<string, unknown> }): Promise<void> {
      const workflow = workflows.find((w) => w.id === input.workflow);
      const params = workflow?.params.safeParse(input.params);
      if (!workflow || !params?.success) return;
      const { usdJob, usdDay, usdMonth } = settings.limits();
      const asked =
        working || usdJob !== null || usdDay !== null || usdMonth !== null
          ? prices.refresh(workflow, params.data)
          : null;
      if (usdJob !== null || usdDay !== null || usdMonth !== null) await asked;
    },

    /** Asks the provider for a request that a person named, so that a slip of the finger adopts nothing. */
    async proveRequest(jobId: string, requestId: string): Promise<void> {
      const attempt = resolvable(getJob(db, jobId), attemptsOf(db, jobId));
      const port = attempt ? providers[attempt.provider] : undefined;
      if (!attempt || !port) return;
      const outcome = await port.poll({ requestId, request: attempt.request }, AbortSignal.timeout(askMs));
      if (outcome.kind === 'failed' && outcome.error.code === 'lost_at_provider') {
        throw new RushesError('BAD_INPUT', {
          field: 'found',
          rule: `the id of a request that ${attempt.provider} knows`,
          found: `"${requestId}"`,
        });
      }
      if (outcome.kind === 'unreachable')
        throw new RushesError('PROVIDER_UNREACHABLE', { subject: attempt.provider });
      if (outcome.kind === 'blocked') throw new RushesError('KEY_REFUSED', { subject: attempt.provider });
    },

    pause(): void {
      write(() => {
        settings.setPaused(true);
        emit({ type: 'queue', facts: { paused: true } });
      });
    },
    /** Goes on, and takes a person's word that what stopped a provider is mended. */
    resume(): void {
      write(() => {
        settings.setPaused(false);
        jobs.reconsider();
        emit({ type: 'queue', facts: { paused: false } });
      });
      keys.askAgain();
      for (const id of providerIds) gates.mend(id);
      runner.hurry();
      changed();
    },

    /** Things that are under way or due now; what checks, waits for a person or for a dead network does not count. */
    busy(graceMs: number): number {
      const usable = (id: ProviderId): boolean => gates.offlineMs(id) < graceMs;
      let n = runner.busy().filter((t) => (t.unknown ? !t.looked : usable(t.provider))).length;
      if (settings.paused()) return n;
      for (const id of providerIds) {
        const blocked = gates.blocked(id);
        if (blocked === 'key' || blocked === 'balance' || !usable(id)) continue;
        n += Number(
          db
            .sql('SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE claimable = 1 AND provider = ? LIMIT 1000)')
            .pluck()
            .get(id),
        );
        n += Number(
          db.sql('SELECT COUNT(*) FROM jobs WHERE wake_at IS NOT NULL AND provider = ?').pluck().get(id),
        );
      }
      return n;
    },

    /** Recovers what an earlier process left and starts to work. */
    start(): void {
      if (working) return;
      working = true;
      for (const id of providerIds) if (keys.has(id)) gates.mendByNewKey(id);
      const taken = recover({ db, runner, jobs, write });
      log.info('engine started', { taken });
      scheduler.start();
      // Not on the way to the first claim; whoever makes a file sooner has it done then.
      clock.after(0, () => void swept());
    },

    /** The machine woke or the network came back: ask first, then send. */
    woke(): void {
      runner.hurry();
      changed();
    },

    /** Sends nothing more, waits for what must reach the disk, and lets go. */
    async stop(): Promise<void> {
      scheduler.stop();
      gates.stop();
      await runner.stop();
      if (working) log.info('engine stopped');
      working = false;
    },
  };

  /** Runs a person's action in one transaction and lets the queue act on it. */
  function act<T>(jobIds: readonly string[] | null, work: () => T): T {
    const done = write(work);
    for (const id of jobIds ?? []) {
      runner.touch(id);
      takeUp(id);
    }
    changed();
    return done;
  }

  /** Starts tasks for attempts that an action made live again (an adopted request). */
  function takeUp(jobId: string): void {
    if (!working) return;
    for (const row of attemptsOf(db, jobId)) {
      if (row.state === 'running' || row.state === 'cancelling') runner.start(row, false);
    }
  }
}
