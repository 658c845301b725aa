import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/ledger/folder.ts';
import { jobAt } from '../../../test/ledger/steps.ts';
import { engineOn, openFile } from '../../../test/ledger/world.ts';
import { createEviction } from './eviction.ts';

test('a job that is retried while other takes are cleared away keeps its preview and its inputs', async () => {
  const folder = temporaryFolder('quick');
  const db = openFile(join(folder, 'rushes.db'));
  onTestFinished(() => db.close());
  const engine = engineOn(db, { folder });
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
  const [first, second, third] = [1, 2, 3].map(() => jobAt(engine, 'cancelled')) as [string, string, string];
  const facts = JSON.stringify({ kind: 'image', width: 1, height: 1, seconds: null, silences: [] });
  for (const job of [first, second, third])
    db.sql(
      `INSERT INTO inputs (job_id, field, name, path, mime, bytes, sha256, facts) VALUES (?, 'image', 'a.png', ?, 'image/png', 1, '', ?)`,
    ).run(job, job, facts);
  engine.write(() => engine.settings.set({ keep: { takes: 1, bytes: 1_000 } }));
  const removed: string[] = [];
  const { evict } = createEviction({
    db,
    clock: engine.clock,
    settings: engine.settings,
    emit: engine.events.emit,
    write: engine.write,
    files: {
      ...engine.files,
      async remove(path) {
        removed.push(path);
        if (path === first) engine.write(() => engine.actions.retry(second));
      },
    },
  });
  const { evicted, kept } = await evict(false);
  expect(evicted.map((one) => one.job)).toEqual([first, third]);
  expect(removed).toEqual([first, third]);
  expect(kept.takes).toBe(1);
  expect(engine.show(second)).toMatchObject({ state: 'generating_final', takes: [{ evictedAt: null }] });
});
