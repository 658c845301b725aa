import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../simulators/canonical.ts';
import type { JournalEntry } from '../../simulators/journal.ts';
import { startSimulators } from '../../simulators/start.ts';
import type { Post } from './checks.ts';
import type { RunPlan } from './run-plan.ts';

/** One profile and the providers it talks to: simulators of their own, so that runs do not meet. */
export type Stand = {
  folder: string;
  urls: { openrouter: string; fal: string };
  fault(order: Record<string, unknown>): Promise<void>;
  requests(): Promise<JournalEntry[]>;
  /** The paid requests that Rushes sent, in order of their arrival. */
  posts(): Promise<Post[]>;
  close(): Promise<void>;
};

/** Found nowhere on the disk; the simulators keep a hash of what they saw. */
export const canary = 'canary-Zq7-paid-once-only-4417';

export async function openStand(speed: number): Promise<Stand> {
  const sim = await startSimulators({ speed });
  const folder = mkdtempSync(join(tmpdir(), 'rushes-double-pay-'));
  const { openrouter, fal, control } = sim.urls;
  const requests = async (): Promise<JournalEntry[]> =>
    (await fetch(`${control}/requests`)).json() as Promise<JournalEntry[]>;
  return {
    folder: join(folder, 'profile'),
    urls: { openrouter, fal },
    async fault(order) {
      const answer = await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(order) });
      if (!answer.ok) throw new Error(`the simulator knows no such fault: ${await answer.text()}`);
    },
    requests,
    posts: async () => postsOf(await requests()),
    async close() {
      await sim.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function postsOf(entries: readonly JournalEntry[]): Post[] {
  const ours = entries.filter((e) => e.authSha256 === sha256(canary) || e.authSha256 === null);
  const paid = ours.filter((e) => e.method === 'POST' && (e.call === 'submit' || e.call === 'chat'));
  return paid.map((e) => ({
    at: Date.parse(e.at),
    accepted: e.accepted,
    requestId: e.requestId,
    toldAt: toldAt(e, entries),
  }));
}

/** fal tells by a status of 200 or any answer to the result call; OpenRouter in the exchange itself. */
function toldAt(post: JournalEntry, entries: readonly JournalEntry[]): number | null {
  if (post.call === 'chat') return post.status === 200 ? Date.parse(post.at) : null;
  const told = entries.find(
    (e) =>
      e.requestId === post.requestId &&
      ((e.call === 'status' && e.status === 200) || (e.call === 'result' && e.status !== null)),
  );
  return told ? Date.parse(told.at) : null;
}

/** Asks again and again until it is so. For what another process does; the test's own time-out ends it. */
export async function until(test: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await test())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const inputs = {
  chat: { workflow: 'chat', params: { prompt: 'Three hooks for a bamboo toothbrush' } },
  tts: { workflow: 'tts', params: { text: 'My desk got up before I did. It was out of the door by nine.' } },
} as const;

/** A plan of one job with everything usual; long waits, so that a slow machine is no fault. */
export const planOf = (stand: Stand, workflow: keyof typeof inputs): Omit<RunPlan, 'warmSyncs'> => ({
  folder: stand.folder,
  key: canary,
  urls: stand.urls,
  timeouts: { connectMs: 20_000, headersMs: 20_000, idleMs: 20_000 },
  create: [{ ...inputs[workflow], key: `double-pay-${workflow}` }],
  person: { cancelAt: null, retries: false, decides: null },
  resume: false,
  grant: 0,
  falAtOnce: null,
});
