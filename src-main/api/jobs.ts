import { RushesError } from '../../src-shared/contract/errors.ts';
import { api } from './base.ts';

export const jobs = {
  create: api.jobs.create.handler(async ({ input, context: { engine, paths } }) => {
    await engine.roomForWork();
    await engine.learnPrices(input);
    await engine.turn();
    const rows = await engine.making.make(input, paths);
    await engine.turn();
    return { jobs: rows.map((row) => engine.show(row.id)) };
  }),
  estimate: api.jobs.estimate.handler(({ input, context: { engine, paths } }) => {
    // A price that is missing is asked for beside this: the next estimate has it.
    void engine.learnPrices(input);
    return engine.making.estimate(input, paths);
  }),
  get: api.jobs.get.handler(({ input, context: { engine } }) => ({ job: engine.show(input.job) })),
  list: api.jobs.list.handler(async ({ input, context: { engine } }) => {
    const rows = await engine.page({ state: input.state, after: input.after, limit: input.limit });
    return { jobs: rows, next: rows.length === input.limit ? (rows.at(-1)?.id ?? null) : null };
  }),
  approve: api.jobs.approve.handler(({ input, context: { engine } }) => {
    const ids = [...new Set(input.jobs)];
    if (ids.length !== input.jobs.length)
      throw new RushesError('BAD_INPUT', { field: 'jobs', rule: 'different jobs' });
    engine.act(ids, () => engine.actions.approve(ids));
    return { jobs: ids.map((id) => engine.show(id)) };
  }),
  reject: api.jobs.reject.handler(({ input, context: { engine } }) => ({
    job: engine.actOn(input.job, engine.actions.reject),
  })),
  cancel: api.jobs.cancel.handler(({ input, context: { engine } }) => ({
    job: engine.actOn(input.job, engine.actions.cancel),
  })),
  retry: api.jobs.retry.handler(({ input, context: { engine } }) => ({
    job: engine.actOn(input.job, engine.actions.retry),
  })),
  next: api.jobs.next.handler(({ input, context: { engine } }) => ({
    job: engine.actOn(input.job, engine.actions.next),
  })),
  move: api.jobs.move.handler(({ input, context: { engine } }) => ({
    job: engine.actOn(input.job, (id) => engine.actions.move(id, input.before)),
  })),
  resolve: api.jobs.resolve.handler(async ({ input, context: { engine } }) => {
    const { job, decision, attempt } = input;
    if (decision.kind === 'found') await engine.proveRequest(job, decision.requestId, attempt);
    return { job: engine.actOn(job, (id) => engine.actions.resolve(id, decision, attempt)) };
  }),
  refund: api.jobs.refund.handler(({ input, context: { engine } }) => ({
    job: engine.actOn(input.job, (id) => engine.actions.refund(id, input.note)),
  })),
  stats: api.jobs.stats.handler(({ context: { engine } }) => engine.stats()),
};

/** Time (ms) that a dead network counts as busy, before a waiting command is told. */
const networkGraceMs = 10_000;

export const queue = {
  pause: api.queue.pause.handler(({ context: { engine } }) => {
    engine.pause();
    return { paused: true };
  }),
  resume: api.queue.resume.handler(({ context: { engine } }) => {
    engine.resume();
    return { paused: false };
  }),
  status: api.queue.status.handler(({ context: { engine } }) => ({
    paused: engine.settings.paused(),
    busy: engine.busy(networkGraceMs),
  })),
};
