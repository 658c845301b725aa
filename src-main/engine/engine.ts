import type { Job } from '../../src-shared/contract/shapes.ts';
import { idMaker } from '../../src-shared/domain/ids.ts';
import { type ProviderId, providerIds } from '../../src-shared/domain/request.ts';
import type { Workflow } from '../../src-shared/workflows/workflow.ts';
import type { AssetFiles } from '../ports/asset-files.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeychainPort } from '../ports/keychain.ts';
import type { Logger } from '../ports/logger.ts';
import type { MediaPort } from '../ports/media.ts';
import type { MirrorPort } from '../ports/mirror.ts';
import type { ProviderPort } from '../ports/provider.ts';
import { createAssets } from './assets/assets.ts';
import type { Db } from './db/db.ts';
import { createEvents } from './events.ts';
import { createActions } from './jobs/actions.ts';
import { createAttemptTransition } from './jobs/attempt-transition.ts';
import { busyCount } from './jobs/busy.ts';
import { endIfWhole } from './jobs/claim.ts';
import { createCreate } from './jobs/create.ts';
import { createMaking } from './jobs/making.ts';
import { keptPaused, recover } from './jobs/recovery.ts';
import { createRunner } from './jobs/runner.ts';
import { createScheduler } from './jobs/scheduler.ts';
import { createSleep } from './jobs/sleep.ts';
import { createSnapshots } from './jobs/snapshot.ts';
import { statsOf } from './jobs/stats.ts';
import { attemptsOf, getJob, openJobs, pageOfJobs } from './jobs/store.ts';
import { createTransition } from './jobs/transition.ts';
import { createBudget } from './ledger/budget.ts';
import { createLedger } from './ledger/ledger.ts';
import { createLibrary } from './library/library.ts';
import { createEstimates } from './providers/estimates.ts';
import { createGates } from './providers/gates.ts';
import { createKeys, type KeysDeps } from './providers/keys.ts';
import { createLearned } from './providers/learned.ts';
import { createQuestions } from './providers/questions.ts';
import { createUnitPrices, type ModelsOf } from './providers/unit-prices.ts';
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
  providers(keyOf: KeyOf): Partial<Record<ProviderId, ProviderPort>>;
  /** null: steps on this machine are left out, and files are taken as they come. */
  media: MediaPort | null;
  mirror(keyOf: KeyOf): MirrorPort | null;
  workflows: readonly Workflow[];
  /** New jobs are refused below this many free bytes; 500 MiB (security.md 6). */
  leastFreeBytes?: number;
  /** Wait (ms) before the first poll of a request or the second try of a download, from which the later ones grow; 2 s. */
  firstPollMs?: number | undefined;
};

type KeyOf = (id: ProviderId) => Promise<string | null>;

export type Engine = ReturnType<typeof createEngine>;

const wholeDisk = 500 * 1024 * 1024;

/** Puts the engine together. Nothing moves before `start`; without it, calls work and nothing is sent. */
export function createEngine(deps: EngineDeps) {
  const { db, clock, random, log, files, media, workflows, firstPollMs } = deps;
  const world = { db, clock, random, log, files, media, workflows, firstPollMs };
  const now = (): number => clock.now();
  const newId = idMaker(now, (below) => Math.floor(random() * below));
  const ledger = createLedger(db, now);
  const settings = createSettings(db);
  const keys = createKeys({
    db,
    settings,
    keychain: deps.keychain,
    given: deps.givenKeys,
    profile: deps.keyName,
    clock,
    found: (id) => {
      gates.mendByNewKey(id);
      changed();
    },
  });
  const keyOf: KeyOf = async (id) => {
    await keys.load(id);
    return keys.current(id);
  };
  const providers = deps.providers(keyOf);
  const mirror = deps.mirror(keyOf);
  /** The models that a person put into the settings, unless the job chose another line than the usual one. */
  const modelsOf: ModelsOf = (workflow, stage, params) => {
    const usual = workflow.stages[stage].models;
    const chosen = workflow.line?.(params)[stage];
    if (chosen !== undefined && chosen !== usual[0]) return [chosen];
    return settings.values().models[`${workflow.id}.${stage}`] ?? usual;
  };
  const learned = createLearned(db, modelsOf);
  const prices = createUnitPrices({ db, clock, providers, learned, modelsOf });
  const estimates = createEstimates({ db, workflows, prices });
  const budget = createBudget({ db, clock, settings, estimates });

  const events = createEvents(db, now, {
    job: (id) => snapshots.show(getJob(db, id)),
    balance: () => balance(),
    queue: () => ({ paused: settings.paused(), blocked: gates.allBlocked() }),
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
  const asked = { ...providers, ...(mirror ? { cloudinary: mirror } : {}) };
  const gates = createGates({ db, clock, keys, asked, reached: estimates.renew, changed: () => changed() });
  const assets = createAssets({
    db,
    clock,
    log,
    files,
    media,
    mirror,
    settings,
    keys,
    gates,
    events,
    jobs,
    attempts,
    workflows,
    write,
    newId,
    changed: () => changed(),
    isUnderway: (id) => making.isUnderway(id),
  });
  const sleep = createSleep();
  const runner = createRunner({
    ...world,
    sleep,
    events,
    gates,
    keys,
    jobs,
    attempts,
    providers,
    settings,
    learned,
    stageEnd: assets.stageEnd,
    write,
    newId,
    swept: assets.swept,
    changed: () => changed(),
  });
  const claiming = {
    db,
    budget,
    jobs,
    attempts,
    workflows,
    modelsOf,
    stageEnd: assets.stageEnd,
    preparing: (id: string) => runner.preparing(id),
  };
  const scheduler = createScheduler({
    ...claiming,
    sleep,
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
    learned,
    estimateOf: estimates.of,
    demo: deps.demo,
    workflows,
    absolute: (path) => files.absolute(path),
  });
  const library = createLibrary({ db, clock, emit, showTake: (row) => snapshots.showTake(row) });
  const create = createCreate({
    db,
    clock,
    ledger,
    budget,
    prices,
    learned,
    settings,
    workflows,
    newId,
    emit,
  });
  const making = createMaking({
    create,
    inputs: assets.inputs,
    library,
    media,
    workflows,
    newId,
    act: (work) => act(null, work),
  });
  const actions = createActions({
    db,
    ledger,
    budget,
    estimates,
    jobs,
    attempts,
    emit,
    endIfWhole: (job) => endIfWhole(claiming, job),
  });
  const questions = createQuestions({
    db,
    providers,
    portWith: (id, key) => (id === 'cloudinary' ? deps.mirror(key) : (deps.providers(key)[id] ?? null)),
    prices,
    keys,
    settings,
    workflows,
    working: () => working,
  });
  const balance = () => ({ ...ledger.balance(), demo: deps.demo });
  let working = false;

  /** Something may be claimable now, or wait for something else: the queue looks, subscribers are told. */
  function changed(): void {
    scheduler.tick();
    if (working) assets.steps.tick();
    const news = gates.news();
    if (!news) return;
    const { blocked, back } = news;
    if (back) {
      runner.hurry();
      assets.mirrorMended();
    }
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
    making,
    claiming,
    library,
    assets,
    media,
    /** Who can be asked whether a key is good. */
    tester: (id: ProviderId) => (id === 'cloudinary' ? mirror : (providers[id] ?? null)),
    newId,
    write,
    balance,
    working: () => working,
    showTake: snapshots.showTake,
    show: (id: string): Job => snapshots.show(getJob(db, id)),
    stats: () => statsOf(db, clock),

    /** What a mirror starts with: every job that has not ended, and the newest besides. */
    mirrored: (most: number): Promise<Job[]> => snapshots.showAll(openJobs(db, most)),
    blocked: () => gates.allBlocked(),
    /** A page of the history as snapshots, newest first. */
    page: (page: Parameters<typeof pageOfJobs>[1]): Promise<Job[]> => snapshots.showAll(pageOfJobs(db, page)),
    schema: (): number => Number(db.sqlite.pragma('user_version', { simple: true })),

    act,
    /** Runs a person's action on one job and answers what became of it. */
    actOn(jobId: string, action: (id: string) => unknown): Job {
      act([jobId], () => action(jobId));
      return snapshots.show(getJob(db, jobId));
    },

    /** Resolves in a later turn of the event loop: work of tens of ms gives way between its parts. */
    turn: (): Promise<void> => new Promise((resolve) => clock.soon(resolve)),
    roomForWork: (): Promise<void> => assets.roomForWork(deps.leastFreeBytes ?? wholeDisk),

    ...questions,

    pause,
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
      assets.mirrorMended();
      changed();
    },

    busy: (graceMs: number): number =>
      busyCount({ db, gates, runner, settings, steps: assets.steps }, graceMs),

    /** Recovers what an earlier process left and starts to work. */
    start(): void {
      if (working) return;
      working = true;
      for (const id of providerIds) if (keys.has(id)) gates.mendByNewKey(id);
      if (keptPaused({ db, settings })) pause();
      const taken = recover({ db, runner, jobs, write });
      log.info('engine started', { taken });
      scheduler.start();
      // Not on the way to the first claim; whoever makes a file sooner has it done then.
      clock.after(0, () => {
        void assets.swept();
        assets.steps.start();
      });
    },

    /** The machine is about to sleep: nothing is asked of a provider and nothing is sent until it `woke`. */
    rest: sleep.begin,
    /** The machine woke or the network came back: ask first, then send. */
    woke(): void {
      sleep.end();
      runner.hurry();
      assets.mirrorMended();
      changed();
    },

    /** Sends nothing more, waits for what must reach the disk, and lets go. */
    async stop(): Promise<void> {
      scheduler.stop();
      sleep.end();
      gates.stop();
      await runner.stop();
      await assets.steps.stop();
      await media?.stop();
      if (working) log.info('engine stopped');
      working = false;
    },
  };

  function pause(): void {
    write(() => {
      settings.setPaused(true);
      emit({ type: 'queue', facts: { paused: true } });
    });
  }

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
