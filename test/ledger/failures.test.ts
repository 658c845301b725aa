import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FakeClock, fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import type { Engine } from '../../src-main/engine/engine.ts';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import type { Stage } from '../../src-shared/domain/job.ts';
import { classes, unknown } from './failure-classes.ts';
import { temporaryFolder } from './folder.ts';
import { violations } from './invariants.ts';
import { type Counted, finished, type Script, scripted, wellBehaved } from './scripted.ts';
import { engineOn, openFile, startMs } from './world.ts';

/** T15, T16: whatever goes wrong, the balance is as it was, by one release; what comes late is booked at nothing. */
const hour = 3_600_000;

type Scene = { engine: Engine; clock: FakeClock; counted: Counted; job: string; restart(): Promise<Engine> };

/** A job of 100 credits whose `stage` meets the script; the stage before it, if any, goes well. */
async function scene(script: Partial<Script>, stage: Stage): Promise<Scene> {
  const folder = temporaryFolder('quick');
  const db = openFile(join(folder, 'rushes.db'));
  const clock = fakeClock(startMs);
  let bad = stage === 'preview';
  const of = <K extends keyof Script>(name: K): Script[K] =>
    (bad ? (script[name] ?? wellBehaved[name]) : wellBehaved[name]) as Script[K];
  const first = { submits: 0, polls: 0 };
  const { port, counted } = scripted({
    submit: (n) => {
      const outcome = of('submit')(n - first.submits);
      return outcome.kind === 'accepted' ? { ...outcome, requestId: `r${n}` } : outcome;
    },
    poll: (n) => of('poll')(n - first.polls),
    cancel: () => of('cancel')(),
    lookup: () => of('lookup')(),
    download: () => of('download')(),
  });
  const made = (): Engine => engineOn(db, { clock, folder, providers: { fal: port } });
  let engine = made();
  onTestFinished(async () => {
    await engine.stop();
    db.close();
  });
  engine.start();
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  const [row] = engine.act(null, () => engine.create.create({ workflow: 'tts', params: { text: 'Hello.' } }));
  const job = row?.id ?? '';
  if (stage === 'final') {
    await until(clock, () => engine.show(job).state === 'preview_ready');
    bad = true;
    Object.assign(first, { submits: counted.submits, polls: counted.polls });
    engine.actOn(job, (id) => engine.actions.approve([id]));
  }
  const restart = async (): Promise<Engine> => {
    await engine.stop();
    engine = made();
    engine.start();
    return engine;
  };
  return { engine, clock, counted, job, restart };
}

/** Lets time pass until it is so. Files are real, so the loop gives them their turn; time is not. */
async function until(clock: FakeClock, so: () => boolean): Promise<void> {
  for (let i = 0; i < 20_000 && !so(); i++) {
    await clock.advance(i < 200 ? 500 : 60_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(so()).toBe(true);
}

const entriesOf = (engine: Engine, job: string): string[] =>
  engine.ledger
    .page({ before: null, limit: 100 })
    .filter((e) => e.job === job)
    .map((e) => `${e.kind} ${e.amount}`)
    .reverse();

for (const stage of ['preview', 'final'] as const) {
  describe(`a ${stage} that ends badly`, () => {
    test.each(classes)('$name: 1 release, nothing charged, said why', async (one) => {
      const { engine, clock, counted, job, restart } = await scene(one.script, stage);
      const before = counted.submits;
      await until(clock, () => engine.show(job).state === 'failed');
      const shown = engine.show(job);
      expect(shown.error?.code).toBe(one.code);
      expect(shown.can).toContain('retry');
      expect(shown.hold).toMatchObject({ state: 'released', held: 0, captured: 0, released: 100 });
      expect(engine.balance()).toMatchObject({ available: 1_000, held: 0, spent: 0 });
      expect(entriesOf(engine, job)).toEqual(['hold 100', 'release 100']);
      expect(counted.submits - (stage === 'final' ? before : 0)).toBeLessThanOrEqual(one.submits);

      // Everybody who could give it back a second time tries.
      for (const action of ['cancel', 'reject'] as const)
        expect(() => engine.actOn(job, engine.actions[action])).toThrow('NOT_ALLOWED');
      expect(() => engine.actOn(job, (id) => engine.actions.refund(id, 'again'))).toThrow('NOT_ALLOWED');
      expect(engine.write(() => engine.jobs.tryStep(job, 'fail'))).toBeNull();
      expect(engine.write(() => engine.ledger.settle(job, 'release_all', 'again'))).toBe(false);
      const again = await restart();
      await clock.advance(25 * hour);
      expect(entriesOf(again, job)).toEqual(['hold 100', 'release 100']);
      expect([...auditLedger(again.db), ...violations(again.db)]).toEqual([]);
    });
  });
}

describe('what comes late', () => {
  const lateOf = (engine: Engine, job: string): boolean => engine.show(job).takes.some((take) => take.late);
  const events = (engine: Engine, job: string): unknown[] =>
    engine.db
      .sql(`SELECT rev FROM events WHERE job_id = ? AND json_extract(facts, '$.event') = 'arrived_late'`)
      .all(job);

  test('after a time-out: the take is offered, an event says so, no entry is written', async () => {
    // Ready at the one poll that follows the time-out.
    let ready = (): boolean => false;
    const { engine, clock, counted, job } = await scene(
      { poll: () => (ready() ? finished() : { kind: 'running' }) },
      'final',
    );
    ready = () => engine.show(job).state === 'failed';
    await until(clock, ready);
    const entries = entriesOf(engine, job);
    expect(entries).toEqual(['hold 100', 'release 100']);
    await until(clock, () => lateOf(engine, job));
    expect(counted.cancels).toBe(1);
    expect(entriesOf(engine, job)).toEqual(entries);
    expect(events(engine, job)).toHaveLength(1);
    expect(engine.show(job)).toMatchObject({ state: 'failed', hold: { captured: 0, released: 100 } });
    expect(engine.balance()).toMatchObject({ available: 1_000, held: 0, spent: 0 });
  });

  test('after a cancel: the provider is asked to stop, and what it made all the same costs nothing more', async () => {
    let ready = false;
    const { engine, clock, counted, job } = await scene(
      { poll: () => (ready ? finished() : { kind: 'running' }), cancel: () => 'already_finished' },
      'preview',
    );
    await until(clock, () => engine.show(job).attempts[0]?.state === 'running');
    engine.actOn(job, engine.actions.cancel);
    await until(clock, () => counted.cancels === 1);
    ready = true;
    await until(clock, () => lateOf(engine, job));
    expect(entriesOf(engine, job)).toEqual(['hold 100', 'release 100']);
    expect(engine.balance()).toMatchObject({ available: 1_000, spent: 0 });
  });

  test('after 24 hours unknown: the creator names the request, the take is offered for nothing', async () => {
    const { engine, clock, job } = await scene({ submit: () => unknown }, 'preview');
    await until(clock, () => engine.show(job).attempts[0]?.state === 'unknown');
    expect(engine.show(job)).toMatchObject({ waitingFor: 'decision', hold: { state: 'held', held: 100 } });
    await until(clock, () => engine.show(job).state === 'failed');
    engine.actOn(job, (id) => engine.actions.resolve(id, { kind: 'found', requestId: 'lost' }));
    await until(clock, () => lateOf(engine, job));
    expect(engine.show(job).state).toBe('failed');
    expect(entriesOf(engine, job)).toEqual(['hold 100', 'release 100']);
  });

  test('before 24 hours: it is adopted and charged once', async () => {
    const { engine, clock, counted, job } = await scene({ submit: () => unknown }, 'preview');
    await until(clock, () => engine.show(job).attempts[0]?.state === 'unknown');
    engine.actOn(job, (id) => engine.actions.resolve(id, { kind: 'found', requestId: 'lost' }));
    await until(clock, () => engine.show(job).state === 'preview_ready');
    expect(counted.submits).toBe(1);
    engine.actOn(job, engine.actions.reject);
    expect(entriesOf(engine, job)).toEqual(['hold 100', 'capture 20', 'release 80']);
  });
});

describe('the creator decides on a lost answer', () => {
  test('not run: released at once', async () => {
    const { engine, clock, job } = await scene({ submit: () => unknown }, 'final');
    await until(clock, () => engine.show(job).waitingFor === 'decision');
    engine.actOn(job, (id) => engine.actions.resolve(id, { kind: 'not_run' }));
    expect(engine.show(job)).toMatchObject({ state: 'failed', error: { code: 'not_run' } });
    expect(entriesOf(engine, job)).toEqual(['hold 100', 'release 100']);
  });

  test('pay again: the same hold, charged once', async () => {
    const { engine, clock, counted, job } = await scene(
      { submit: (n) => (n === 1 ? unknown : { kind: 'accepted', requestId: '' }) },
      'final',
    );
    await until(clock, () => engine.show(job).waitingFor === 'decision');
    const before = counted.submits;
    engine.actOn(job, (id) => engine.actions.resolve(id, { kind: 'pay_again' }));
    await until(clock, () => engine.show(job).state === 'completed');
    expect(counted.submits).toBe(before + 1);
    expect(entriesOf(engine, job)).toEqual(['hold 100', 'capture 100']);
  });
});
