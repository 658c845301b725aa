import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobAt } from '../../../test/ledger/steps.ts';
import { engineOn, openFile } from '../../../test/ledger/world.ts';
import type { Engine } from '../engine.ts';

let folder = '';
let engine: Engine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-recovery-'));
  engine = engineOn(openFile(join(folder, 'rushes.db')));
  engine.write(() => engine.ledger.grant(1_000, 'first', 'test'));
});
afterEach(async () => {
  await engine.stop();
  engine.db.close();
  rmSync(folder, { recursive: true, force: true });
});

const onStart = (onStart: 'run' | 'paused' | 'ask'): void => void engine.settings.set({ onStart });

test.each([
  ['run', false],
  ['paused', true],
  ['ask', true],
] as const)('a start with a job that waits: %s', (how, paused) => {
  jobAt(engine, 'queued');
  engine.write(() => onStart(how));
  const told: boolean[] = [];
  engine.events.subscribe((event) => event.type === 'queue' && told.push(event.paused));
  engine.start();
  expect(engine.settings.paused()).toBe(paused);
  expect(told.includes(true)).toBe(paused);
});

test('a start with nothing that waits leaves the queue as it is', () => {
  jobAt(engine, 'preview_ready');
  engine.write(() => onStart('ask'));
  engine.start();
  expect(engine.settings.paused()).toBe(false);
});
