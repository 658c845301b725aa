import { afterEach, expect, test } from 'vitest';
import type { Job } from '../../src-shared/contract/shapes.ts';
import type { Client, Connection } from '../api/client.ts';
import { keepConnected } from '../api/connect.ts';
import { loadOlder } from './history.ts';
import { fill, type Info, useMirror } from './mirror.ts';

/** A client that has pages of jobs, over the real connection keeper. */
const idOf = (n: number): string => String(n).padStart(16, '0');
const jobOf = (n: number): Job =>
  ({
    id: idOf(n),
    state: 'completed',
    waitingFor: null,
    position: null,
    updatedAt: n,
    takes: [],
  }) as unknown as Job;
const all = Array.from({ length: 450 }, (_, i) => jobOf(450 - i));

const ending = new AbortController();
afterEach(() => ending.abort());

async function connect(list: (input: { after: string | null; limit: number }) => unknown): Promise<void> {
  const client = { jobs: { list: async (input: never) => list(input) } } as unknown as Client;
  const connection = { client, closed: new Promise(() => {}), close() {} } as unknown as Connection;
  await new Promise<void>((resolve) => {
    const listener = {
      live: (_: Connection, signal: AbortSignal) => {
        resolve();
        return new Promise<void>((done) => signal.addEventListener('abort', () => done()));
      },
      lost() {},
      signedOut() {},
    };
    void keepConnected({ open: async () => connection }, listener, ending.signal);
  });
}

const start = (jobs: Job[]): void =>
  fill(
    {
      rev: 1,
      jobs,
      credits: { available: 0, held: 0, spent: 0, granted: 0, demo: true },
      paused: false,
      blocked: {},
      texts: [],
    },
    { pid: 1 } as Info,
  );

test('reads on until something is there that was not here, and from the beginning after a new snapshot', async () => {
  const asked: (string | null)[] = [];
  await connect(({ after, limit }) => {
    asked.push(after);
    const jobs = all.filter((job) => after === null || job.id < after).slice(0, limit);
    return { jobs, next: jobs.length === limit ? (jobs.at(-1)?.id ?? null) : null };
  });
  start(all.slice(0, 200));

  await loadOlder();
  expect(useMirror.getState().newest).toHaveLength(400);
  expect(asked).toEqual([null, idOf(251)]);

  await loadOlder();
  expect(useMirror.getState().newest).toEqual(all.map((job) => job.id));
  expect(asked).toHaveLength(3);

  await loadOlder();
  expect(asked).toHaveLength(3);

  start(all.slice(0, 200));
  await loadOlder();
  expect(useMirror.getState().newest).toHaveLength(400);
});
