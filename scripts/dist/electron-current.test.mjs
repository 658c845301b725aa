import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { whyTooOld } from './electron-current.mjs';

const times = {
  created: '2013-07-01T00:00:00Z',
  modified: '2026-11-24T00:00:00Z',
  '44.9.0': '2026-10-01T00:00:00Z',
  '45.0.0': '2026-09-01T00:00:00Z',
  '45.1.0': '2026-10-20T00:00:00Z',
  '45.1.9': '2026-11-10T00:00:00Z',
  '45.1.10': '2026-11-20T00:00:00Z',
  '46.0.0-beta.3': '2026-09-02T00:00:00Z',
};
const why = (ours, day, more = {}) =>
  whyTooOld({ ours, times: { ...times, ...more }, now: Date.parse(`${day}T00:00:00Z`) });

test('the newest, and one whose successor is younger than 30 days, are current', () => {
  expect(why('45.1.10', '2026-11-26')).toBeNull();
  expect(why('45.1.0', '2026-11-26')).toBeNull();
  expect(why('45.1.9', '2026-12-19')).toBeNull();
});

test('a successor of the same major that is older than 30 days is missed', () => {
  expect(why('45.0.0', '2026-11-26')).toContain('45.1.0 has been out for more than 30 days');
  expect(why('45.1.9', '2026-12-21')).toContain('45.1.10');
  expect(why('44.9.0', '2026-11-26')).toBeNull();
});

test('two major versions behind is too old; a beta counts for nothing', () => {
  expect(why('44.9.0', '2026-11-26', { '46.0.0': '2026-11-25T00:00:00Z' })).toContain('46 is out');
  expect(why('43.0.0', '2026-11-26')).toContain('could not be told');
  expect(why('44.9.0', '2026-11-26', { '46.0.0-beta.4': '2026-11-25T00:00:00Z' })).toBeNull();
});

test.skipIf(process.platform === 'win32')('the release asks npm, and ends with 1 and a sentence', () => {
  const at = mkdtempSync(path.join(os.tmpdir(), 'rushes-npm-'));
  onTestFinished(() => rmSync(at, { recursive: true }));
  const ours = createRequire(import.meta.url)('electron/package.json').version;
  const ended = (versions) => {
    const answer = JSON.stringify(versions);
    writeFileSync(path.join(at, 'npm'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
    const script = path.join(import.meta.dirname, 'electron-current.mjs');
    const env = { ...process.env, PATH: `${at}${path.delimiter}${process.env.PATH}` };
    const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
    return [status, stderr];
  };
  expect(ended({ [ours]: '2026-01-01T00:00:00Z' })).toEqual([0, '']);
  expect(ended({ [ours]: '2026-01-01T00:00:00Z', '999.0.0': '2026-01-01T00:00:00Z' })).toEqual([
    1,
    expect.stringContaining('999 is out'),
  ]);
  expect(ended({})).toEqual([1, expect.stringContaining('could not be told')]);
});
