import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorUrls } from '../simulators/start.ts';
import { ended, firstDocument } from './process.ts';

/** The simulated providers as a process of their own, which a test can make fail, and take away and bring back. */
const program = join(import.meta.dirname, '../out/simulators.mjs');

type Call = 'submit' | 'status' | 'result' | 'upload' | 'download' | 'lookup' | 'chat' | 'account';
export type Fault = {
  provider: 'openrouter' | 'fal' | 'cloudinary';
  call: Call;
  mode: string;
  times?: number;
  ms?: number;
  message?: string;
  /** What fal calls the fault. */
  error_type?: string;
};
export type Request = {
  call: Call | null;
  accepted: boolean;
  requestId: string | null;
  authSha256: string | null;
};

export type Providers = {
  /** Where they are and keys that they take, as a studio finds them in its environment. */
  env: Record<'OPENROUTER_API_KEY' | 'FAL_KEY' | 'RUSHES_OPENROUTER_URL' | 'RUSHES_FAL_URL', string>;
  fault(fault: Fault): Promise<void>;
  /** What they were asked, oldest first; forgotten when they go away. */
  requests(): Promise<Request[]>;
  /** No provider can be reached any more, as where the network is cut. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @param speed factor on the times of the demo: 1 is a tenth of what a provider takes, 0 at once */
export async function startProviders(speed = 0): Promise<Providers> {
  const folder = mkdtempSync(join(tmpdir(), 'rushes-providers-'));
  let child: ChildProcess;
  const start = async (port: string): Promise<SimulatorUrls> => {
    const args = ['--port', port, '--speed', `${speed}`, '--state', join(folder, 'state.json')];
    child = spawn(process.execPath, [program, ...args, '--with-parent'], { stdio: ['pipe', 'pipe', 'pipe'] });
    return (await firstDocument(child)) as SimulatorUrls;
  };
  const goAway = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended(child);
  };
  const urls = await start('0');
  return {
    env: {
      OPENROUTER_API_KEY: 'sk-or-v1-of-the-end-to-end-tests',
      FAL_KEY: 'end-to-end:0123456789abcdef',
      RUSHES_OPENROUTER_URL: urls.openrouter,
      RUSHES_FAL_URL: urls.fal,
    },
    async fault(fault) {
      const answer = await fetch(`${urls.control}/faults`, { method: 'POST', body: JSON.stringify(fault) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    requests: async () => (await (await fetch(`${urls.control}/requests`)).json()) as Request[],
    goAway,
    async comeBack() {
      await start(new URL(urls.control).port);
    },
    async stop() {
      await goAway();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
