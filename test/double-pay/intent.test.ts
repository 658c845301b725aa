import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { full } from '../full.ts';
import { bundleChild, haveStrace, noStrace, type Program, startChild } from './child.ts';
import { openStand, planOf } from './stand.ts';
import { callsOf, missingBefore } from './trace.ts';

/** T03: the intent is on the disk before anything of a paid request is on the wire, proven from outside by the system calls. */
const runs = full ? 100 : 2;
const strace = haveStrace();

let program: Program;
beforeAll(async () => {
  program = await bundleChild();
});
afterAll(() => program.remove());

test.skipIf(!strace)(
  `the intent is synced before the request leaves, ${runs} times`,
  { timeout: 20 * 60_000 },
  async () => {
    const traces = mkdtempSync(join(tmpdir(), 'rushes-trace-'));
    const turns = Array.from({ length: runs }, (_, i) => i);
    const worker = async (): Promise<void> => {
      for (let i = turns.shift(); i !== undefined; i = turns.shift()) await traced(i, join(traces, `${i}`));
    };
    try {
      await Promise.all([worker(), worker(), worker()]);
    } finally {
      rmSync(traces, { recursive: true, force: true });
    }
  },
);

async function traced(i: number, file: string): Promise<void> {
  const workflow = i % 2 === 0 ? 'chat' : 'tts';
  const stand = await openStand(0);
  try {
    const watched = 'trace=fsync,fdatasync,connect,sendto,sendmsg,write,writev,pwrite64';
    // A WAL frame is a header and a page of 4 KiB.
    const trace = ['-y', '-s', '5000', '-o', file, '-e', watched, '-e', 'signal=none'];
    const ended = await startChild({ program, plan: planOf(stand, workflow), trace }).ended;
    expect(ended.code, ended.stderr).toBe(0);
    const port = new URL(stand.urls.fal).port;
    expect(missingBefore(callsOf(readFileSync(file, 'utf8')), port), workflow).toEqual(['', '']);
    expect(await stand.posts()).toHaveLength(2);
  } finally {
    await stand.close();
    rmSync(file, { force: true });
  }
}

test('a trace in which the request leaves first is noticed', () => {
  const wal = '22</p/rushes.db-wal>';
  const call = (name: string, text: string, result = '0'): string => `7 ${name}(${text}) = ${result}`;
  const intent = call('pwrite64', `${wal}, "..submitting..", 4096, 0`, '4096');
  const sync = call('fsync', wal);
  const dial = call('connect', '25<TCP>, {sin_port=htons(99)}, 16', '-1 EINPROGRESS');
  const send = call('write', '25<TCP>, "POST /fal/queue HTTP/1.1", 300', '300');
  const told = (...lines: string[]): string[] => missingBefore(callsOf(lines.join('\n')), '99');
  expect(told(intent, sync, dial, send)).toEqual(['']);
  expect(
    told(
      intent,
      '7 fsync(22</p/rushes.db-wal> <unfinished ...>',
      '8 fsync(9) = 0',
      '7 <... fsync resumed>) = 0',
      dial,
      send,
    ),
  ).toEqual(['']);
  expect(told(sync, dial, send)).toEqual(['no intent was written']);
  expect(told(intent, dial, send, sync)).toEqual(['the intent was not synced']);
  expect(told(intent, dial, sync, send)).toEqual(['the line was opened before the intent was synced']);
  expect(told(intent, call('fsync', wal, '-1 EIO'), dial, send)).toEqual(['the intent was not synced']);
  expect(told(intent, sync, intent, dial, send)).toEqual(['something of the database was not synced']);
  expect(told(intent, sync, dial, send, dial, send)).toEqual(['', 'no intent was written']);
});

if (!strace) console.log(`skipped: ${noStrace}`);
