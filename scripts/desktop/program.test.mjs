/** Electron's program, with real installers: a scratch package whose install.js is a small script. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { atLength } from '../../test/full.ts';
import { findProgram } from '../desktop.mjs';
import { failureOf, fetchProgram, noteFailure, programOf, shortReason } from './program.mjs';
import { createScratch, fetching, hearOf } from './scratch.mjs';

const now = Date.parse('2026-03-01T12:00:00Z');
const hour = 3_600_000;

/** @type {ReturnType<typeof createScratch>} */
let scratch;
let electron = '';
let cache = '';
let screen = { text: '', write: (_text) => undefined };

beforeEach(() => {
  scratch = createScratch();
  ({ electron, cache } = scratch);
  screen = {
    text: '',
    write(text) {
      this.text += text;
    },
  };
});

afterEach(() => scratch.remove());

const find = (env = {}, more = {}) => findProgram({ electron, cache, env, now, screen, ...more });

test('is found where it is whole and of the version that is wanted', () => {
  expect(programOf(electron, {})).toBeUndefined();
  scratch.putProgram('');
  expect(programOf(electron, {})).toBe(scratch.program);
  writeFileSync(path.join(electron, 'dist/version'), 'v9.9.8');
  expect(programOf(electron, {})).toBeUndefined();
  expect(programOf(electron, { ELECTRON_OVERRIDE_DIST_PATH: path.join(electron, 'dist') })).toBe(
    scratch.program,
  );
  expect(programOf(electron, { ELECTRON_OVERRIDE_DIST_PATH: scratch.base })).toBeUndefined();
});

test('is fetched, with one line', async () => {
  scratch.putInstaller("fs.writeFileSync(path.join(os.tmpdir(), 'whole.zip'), 'zip'); unpack();");
  expect(await find()).toEqual({ program: scratch.program });
  expect(screen.text).toBe(fetching);
  expect(scratch.leftovers()).toEqual([]);
  expect(failureOf(cache, now)).toBeUndefined();
  expect(await find()).toEqual({ program: scratch.program });
  expect(scratch.runs()).toBe(1);
});

test('a terminal sees the line change', async () => {
  scratch.putInstaller(`
fs.writeFileSync(path.join(os.tmpdir(), 'half.zip'), Buffer.alloc(7_000_000));
setTimeout(unpack, 1_500);`);
  const terminal = Object.assign(screen, { isTTY: true });
  expect(await fetchProgram({ electron, cache, screen: terminal })).toEqual({});
  expect(terminal.text.split('\n')).toHaveLength(2);
  expect(terminal.text).toContain('\r\x1b[KFetching');
  expect(terminal.text).toContain(': 7 MB');
});

atLength('is waited for as long as the download grows', async () => {
  scratch.putInstaller(`
const until = Date.now() + 3_500;
const timer = setInterval(() => {
  fs.appendFileSync(path.join(os.tmpdir(), 'growing.zip'), 'more');
  if (Date.now() < until) return;
  clearInterval(timer);
  unpack();
}, 50);`);
  expect(await fetchProgram({ electron, cache, screen, patience: 2_000 })).toEqual({});
});

test('is given up without progress: nothing runs on, nothing half is left', async () => {
  const { script, gone, close } = await hearOf(2);
  scratch.putInstaller(script);
  const { why } = await find({}, { patience: 2_000 });
  expect(why).toBe(
    "Electron's program could not be fetched (the download made no progress for 2 s); not tried again for a day, RUSHES_FETCH_ELECTRON=1 tries again",
  );
  await gone;
  close();
  expect(scratch.leftovers()).toEqual([]);
  expect(existsSync(path.join(electron, 'dist'))).toBe(false);
});

test('a failure is remembered for a day', async () => {
  scratch.putInstaller("console.error(new TypeError('fetch failed').stack); process.exit(1);");
  expect((await find()).why).toMatch(
    /^Electron's program could not be fetched \(its download cannot be reached from here\); not/,
  );
  expect(JSON.parse(readFileSync(path.join(cache, 'electron-fetch.json'), 'utf8'))).toEqual({
    time: '2026-03-01T12:00:00.000Z',
    reason: 'its download cannot be reached from here',
  });
  screen.text = '';
  expect(await find({}, { now: now + 24 * hour - 1 })).toEqual({
    why: "Electron's program could not be fetched at 2026-03-01 12:00 UTC (its download cannot be reached from here); RUSHES_FETCH_ELECTRON=1 tries again",
  });
  expect([scratch.runs(), screen.text]).toEqual([1, '']);
  await find({ RUSHES_FETCH_ELECTRON: '1' }, { now: now + hour });
  expect(scratch.runs()).toBe(2);
  await find({}, { now: now + 25 * hour });
  expect(scratch.runs()).toBe(3);
  // The clock was in the future when it failed.
  await find({}, { now });
  expect(scratch.runs()).toBe(4);
});

test('a note that cannot be read is none', () => {
  noteFailure(cache, { now, reason: 'x' });
  expect(failureOf(cache, now)).toMatchObject({ reason: 'x' });
  writeFileSync(path.join(cache, 'electron-fetch.json'), '{"time": "2026');
  expect(failureOf(cache, now)).toBeUndefined();
});

test('an installer that ends well without it, or is not there', async () => {
  expect((await find()).why).toContain('(the package electron is not installed)');
  scratch.putInstaller('');
  expect((await find({ RUSHES_FETCH_ELECTRON: '1' })).why).toContain('(its installer ended without it)');
});

test.each([
  ['warning: x\nError: first\n    at y (z:1:1)\n', 'Error: first'],
  ['node:internal\n^\n\nError: Cannot find\n at a\n\nNode.js v24', 'Error: Cannot find'],
  [
    'HTTPError: Response code 404 for https://me:secret@host/a.',
    'HTTPError: Response code 404 for https://host/a',
  ],
  ['\x1b[31mred\x1b[0m \x07bell\n', 'red bell'],
  ['', 'ended'],
])('%j is said as %j', (said, reason) => {
  expect(shortReason(said, 'ended')).toBe(reason);
});
