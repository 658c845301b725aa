import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { commands } from './commands/table.ts';
import { run } from './run-on.ts';
import { sampleJob } from './sample-job.ts';

const balance = { available: 1, held: 2, spent: 3, granted: 6, demo: true };
const withBalance = { credits: { balance: async () => balance } };

test.each([[], ['--help'], ['help'], ['run', '--help'], ['help', 'jobs']])(
  '%j prints help',
  async (...argv) => {
    const { code, out, err, opened } = await run(argv);
    expect({ code, err, opened }).toEqual({ code: 0, err: '', opened: [] });
    expect(out).toContain('rushes');
  },
);

test('help shows every command but the hidden ones', async () => {
  const { out } = await run(['--help']);
  for (const { usage, hidden } of commands) expect(out.includes(`  ${usage}`)).toBe(!hidden);
});

test.each([
  [['nonsense'], 'run, approve'],
  [['run', 'tts', '--nonsense', 'x'], '--nonsense'],
  [['run', 'nonsense'], 'chat, image_prompt, tts'],
  [['keys', 'nonsense'], 'status'],
  [['credits', 'grant', 'many'], 'whole number'],
  [['resolve', '1m84sfpww673abj8'], '--not-run'],
  [['budget', 'set'], '--usd-day'],
  [['budget', 'set', '--job', '-3'], 'whole number'],
  [['move', '1m84sfpww673abj8'], '--before'],
  [['doctor', '--backup', '--bundle', 'x'], '--bundle'],
  [['ledger', '--csv', '--json'], '--csv'],
  [['call', 'nonsense.call'], 'jobs.create'],
])('%j is bad input in one sentence, before any profile is opened', async (argv, names) => {
  const plain = await run(argv);
  const said = argv.includes('--json') ? plain.out : plain.err;
  expect(plain.code).toBe(2);
  expect(said).toContain(names);
  expect(said).not.toMatch(/\n\s+at /);
  expect(plain.opened).toEqual([]);
  const json = await run([...argv, '--json']);
  expect(JSON.parse(json.out).error).toMatchObject({ charged: false });
});

test('flags of the whole program stand before or after the command', async () => {
  const profile = { folder: join('/x', 'demo'), demo: true, work: false };
  for (const argv of [
    ['--home', '/x', '--demo', '--json', 'credits'],
    ['credits', '--json', '--demo', '--home=/x'],
  ]) {
    const ran = await run(argv, withBalance);
    expect(JSON.parse(ran.out)).toEqual(balance);
    expect(ran).toMatchObject({ code: 0, opened: [profile], closed: 1 });
  }
});

test('every screen of the demo says demo', async () => {
  expect((await run(['credits', '--demo'], withBalance)).out).toMatch(/^demo/);
  expect((await run(['job', 'x', '--demo'])).err).toMatch(/^demo/);
  expect(JSON.parse((await run(['job', 'x', '--demo', '--json'])).out).demo).toBe(true);
});

test('a refusal is two lines, or one document', async () => {
  const refusing = {
    credits: { balance: () => Promise.reject(new RushesError('KEY_MISSING', { subject: 'hunter2\x1b[2J' })) },
  };
  const plain = await run(['credits'], refusing);
  expect(plain).toMatchObject({ code: 3, out: '', closed: 1 });
  expect(plain.err.trimEnd().split('\n')).toHaveLength(2);
  expect(plain.err).toContain('[secret]');
  expect(plain.err).not.toContain('\x1b');
  const json = await run(['credits', '--json'], refusing);
  expect(JSON.parse(json.out).error.code).toBe('KEY_MISSING');
  expect(json.out).not.toContain('hunter2');
});

test('what nobody expected is told in a sentence', async () => {
  const broken = { credits: { balance: () => Promise.reject(new TypeError('x is not a function')) } };
  const { code, err } = await run(['credits'], broken);
  expect(code).toBe(1);
  expect(err).not.toContain('is not a function');
});

test('a key is never taken from the argument list, nor repeated', async () => {
  const { code, err } = await run(['keys', 'set', 'sk-or-v1-abc']);
  expect(code).toBe(2);
  expect(err).not.toContain('sk-or-v1-abc');
});

test('create is sent with a key, and --no-wait returns once it is on disk', async () => {
  const seen: Record<string, unknown>[] = [];
  const create = async (input: Record<string, unknown>) => {
    seen.push(input);
    return { jobs: [sampleJob(), sampleJob({ id: '1m84sfpww673abj9' })] };
  };
  const argv = ['run', 'tts', '--text', 'Hi', '--count', '2', '--priority', 'high', '--no-wait', '--json'];
  const { code, out, opened } = await run(argv, { jobs: { create } });
  expect({ code, work: opened[0]?.work }).toEqual({ code: 0, work: false });
  expect(JSON.parse(out).jobs).toHaveLength(2);
  expect(seen).toEqual([
    {
      workflow: 'tts',
      params: { text: 'Hi' },
      priority: 'high',
      count: 2,
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ]);
});

test('run waits until the job stands still, and answers the code of the worst', async () => {
  const states = ['processing', 'failed'] as const;
  let looks = 0;
  const one = sampleJob();
  const two = sampleJob({ id: '1m84sfpww673abj9' });
  const calls = {
    jobs: {
      create: async () => ({ jobs: [one, two] }),
      get: async ({ job }: { job: string }) => ({
        job:
          job === one.id
            ? { ...one, state: 'preview_ready' }
            : { ...two, state: states[looks++ === 0 ? 0 : 1] },
      }),
    },
    app: { events: async () => (async function* () {})() },
  };
  const { code, out, err } = await run(['run', 'tts', '--text', 'Hi', '--count', '2', '--json'], calls);
  expect(code).toBe(1);
  expect(JSON.parse(out).jobs.map((job: { state: string }) => job.state)).toEqual([
    'preview_ready',
    'failed',
  ]);
  expect(err).toContain('processing, preview');
});

describe('open', () => {
  const url = 'http://127.0.0.1:4000/#code=abc';
  const asked: unknown[] = [];
  const studio = {
    studio: {
      link: async (input: unknown) => {
        asked.push(input);
        return { url };
      },
    },
  };

  test('prints the whole address, shows it in a browser, and leaves a studio that runs alone', async () => {
    const { code, out, opened, browsed } = await run(['open'], studio);
    expect([code, browsed]).toEqual([0, [url]]);
    expect(out).toContain(`${url}\n`);
    expect(opened).toEqual([{ folder: '/home', demo: false, work: true, studio: true }]);
    expect(asked.at(-1)).toEqual({ fresh: false });
  });

  test('with --no-browser --new-link --json shows nothing, ends sessions, and prints one document', async () => {
    const { out, browsed } = await run(['open', '--no-browser', '--new-link', '--json'], studio);
    expect([JSON.parse(out), browsed]).toEqual([{ url }, []]);
    expect(asked.at(-1)).toEqual({ fresh: true });
  });

  test.each([
    { home: '/new', flags: ['--demo-if-new'], folder: '/new/demo', says: true },
    { home: '/used', flags: ['--demo-if-new'], folder: '/used', says: false },
    { home: '/used', flags: ['--demo-if-new', '--demo'], folder: '/used/demo', says: false },
    { home: '/new', flags: [], folder: '/new', says: false },
  ])('in $home with $flags works in $folder', async ({ home, flags, folder, says }) => {
    const { opened, err } = await run(['open', '--home', home, ...flags], studio);
    expect(opened).toMatchObject([{ folder, demo: folder.endsWith('/demo') }]);
    expect(err.includes('no Rushes profile yet')).toBe(says);
  });
});
