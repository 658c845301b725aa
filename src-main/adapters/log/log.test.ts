import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../system/fake-clock.ts';
import { createLog, type LogOptions } from './log.ts';

const start = Date.parse('2026-11-23T12:00:00Z');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-log-'));
  file = join(folder, 'logs/rushes.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function setUp(options: Partial<LogOptions> = {}) {
  const clock = fakeClock(start);
  const log = createLog({ file, secrets: () => ['canary-of-the-test'], clock, ...options });
  return { clock, log };
}
const written = () => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);

describe('createLog', () => {
  it('writes one JSON line per event, after a quarter of a second', async () => {
    const { log, clock } = setUp();
    log.info('job.submitted', { job: 'j1', key: 'canary-of-the-test' });
    log.warn('multi\nline\u2028and\u009b');
    expect(written()).toEqual([]);
    await clock.advance(250);
    expect(written().map((line) => JSON.parse(line))).toEqual([
      {
        at: '2026-11-23T12:00:00.000Z',
        level: 'info',
        event: 'job.submitted',
        facts: { job: 'j1', key: '[secret]' },
      },
      { at: '2026-11-23T12:00:00.000Z', level: 'warn', event: 'multi\nline\u2028and\u009b' },
    ]);
    expect(written()[1]).toContain('multi\\nline\\u2028and\\u009b');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'logs')).mode & 0o777).toBe(0o700);
    log.close();
    expect(clock.pending()).toBe(0);
  });

  it('writes errors and everything after close at once', () => {
    const { log } = setUp();
    log.info('one');
    log.error('two', { error: new Error('no') });
    expect(written().length).toBe(2);
    log.info('three');
    log.close();
    log.info('four');
    expect(written().length).toBe(4);
    expect(log.lines(2).map((line) => JSON.parse(line).event)).toEqual(['three', 'four']);
  });

  it('knows secrets from the moment they are saved, and tells nothing while they cannot be asked', () => {
    let secrets: () => string[] = () => [];
    const { log } = setUp({ secrets: () => secrets() });
    secrets = () => ['late-canary'];
    log.error('a late-canary', { text: 'late-canary' });
    secrets = () => {
      throw new Error('no');
    };
    log.error('b late-canary', { text: 'late-canary' });
    expect(readFileSync(file, 'utf8')).not.toContain('late-canary');
    expect(written().map((line) => JSON.parse(line).event)).toEqual(['a [secret]', '[withheld]']);
    log.close();
  });

  it('withholds a line in which a secret came together by itself', () => {
    const { log } = setUp({ secrets: () => ['"facts":{"n":4711'] });
    log.error('event', { n: 4711 });
    expect(JSON.parse(written()[0] ?? '')).toMatchObject({ event: '[withheld]' });
    log.close();
  });

  it('keeps a line below 8 KB and never throws', () => {
    const { log } = setUp();
    const many = (length: number, size: number) => Array.from({ length }, () => 'ü'.repeat(size));
    log.info('long', { text: 'x'.repeat(100_000), list: many(100, 10_000), object: { ...many(50, 3_000) } });
    log.info(
      'l'.repeat(100_000),
      Object.fromEntries(many(100, 90).map((name, i) => [`${name}${i}`, many(40, 9)])),
    );
    log.info(undefined as unknown as string, 5 as unknown as Record<string, unknown>);
    log.info('big', { n: 10n ** 30n });
    log.close();
    expect(written().length).toBe(4);
    for (const line of written()) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(8_192);
    for (const line of written()) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('turns the file over and keeps five', () => {
    const { log } = setUp({ limits: { maxBytes: 1_000, files: 5 } });
    for (let i = 0; i < 100; i++) log.error(`event ${i}`, { filler: 'x '.repeat(50) });
    const names = readdirSync(join(folder, 'logs')).sort();
    expect(names).toEqual(['rushes.log', ...[1, 2, 3, 4].map((age) => `rushes.log.${age}`)]);
    for (const name of names) {
      const stat = statSync(join(folder, 'logs', name));
      expect(stat.size).toBeLessThanOrEqual(1_000);
      expect(stat.mode & 0o777).toBe(0o600);
    }
    const last = log.lines(20).map((line) => JSON.parse(line).event);
    expect(last).toEqual(Array.from({ length: 20 }, (_, i) => `event ${80 + i}`));
    log.close();
  });

  it('goes on when the disk does not take it, and says how much is gone', async () => {
    const { log, clock } = setUp();
    mkdirSync(file, { recursive: true });
    for (let i = 0; i < 1_010; i++) log.error(`event ${i}`);
    expect(log.lines(2).map((line) => JSON.parse(line).event)).toEqual(['event 1008', 'event 1009']);
    rmSync(file, { recursive: true });
    log.info('again');
    await clock.advance(250);
    expect(JSON.parse(written()[0] ?? '')).toMatchObject({ event: 'log.dropped', facts: { lines: 10 } });
    expect(written().length).toBe(1_002);
    log.close();
  });

  it('makes a file private that was not', () => {
    const { log } = setUp();
    log.error('one');
    chmodSync(file, 0o644);
    log.error('two');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    log.close();
  });

  it('keeps lines in memory without a file', () => {
    const { log, clock } = setUp({ file: null });
    for (let i = 0; i < 1_500; i++) log.info(`event ${i}`);
    expect(log.lines(5_000).length).toBe(1_000);
    expect(log.lines(1).map((line) => JSON.parse(line).event)).toEqual(['event 1499']);
    expect(clock.pending()).toBe(0);
    log.close();
  });

  it('writes what waits when the process ends, to stderr as well if told', () => {
    const script = `
      const { createLog } = await import(${JSON.stringify(fileURLToPath(new URL('./log.ts', import.meta.url)))});
      const clock = { now: () => 0, after: () => () => {} };
      const log = createLog({ file: process.argv[1], secrets: () => ['canary-of-the-test'], clock, also: 'stderr' });
      log.info('end', { why: 'canary-of-the-test' });
      process.exit(3);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, file], {
      encoding: 'utf8',
    });
    expect(run.status, run.stderr).toBe(3);
    const line = '{"at":"1970-01-01T00:00:00.000Z","level":"info","event":"end","facts":{"why":"[secret]"}}';
    expect(written()).toEqual([line]);
    expect(run.stderr.trimEnd()).toBe(line);
  });
});
