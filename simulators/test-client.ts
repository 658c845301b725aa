// What the tests of this folder share: a simulator per test and the calls a client would make.

import { type SimulatorOptions, type Simulators, startSimulators } from './start.ts';

export const TTS = 'fal-ai/elevenlabs/tts/turbo-v2.5';
const FAL_KEY = { authorization: 'Key demo-fal-key' };
const OPENROUTER_KEY = { authorization: 'Bearer demo-openrouter-key' };

export type Client = {
  readonly simulators: Simulators;
  fal(path: string, init?: RequestInit): Promise<Response>;
  chat(body: unknown, init?: RequestInit): Promise<Response>;
  openrouter(path: string, init?: RequestInit): Promise<Response>;
  control<T = unknown>(path: string): Promise<T>;
  fault(fault: Record<string, unknown>): Promise<Response>;
  accepted(): Promise<number>;
  /** Submits speech and gives the answer's JSON. */
  submit(
    input?: Record<string, unknown>,
  ): Promise<{ request_id: string; status_url: string; response_url: string }>;
};

/** Starts simulators without delays, unless asked, and a client that talks to them. */
export async function startClient(options: SimulatorOptions = {}): Promise<Client> {
  const simulators = await startSimulators({ speed: 0, ...options });
  const { urls } = simulators;
  const fal = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${urls.fal}/${path}`, { ...init, headers: { ...FAL_KEY, ...init.headers } });
  return {
    simulators,
    fal,
    chat: (body, init = {}) =>
      fetch(`${urls.openrouter}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: { ...OPENROUTER_KEY, ...init.headers },
      }),
    openrouter: (path, init = {}) =>
      fetch(`${urls.openrouter}${path}`, { ...init, headers: { ...OPENROUTER_KEY, ...init.headers } }),
    control: async <T>(path: string) => (await (await fetch(`${urls.control}${path}`)).json()) as T,
    fault: (fault) => fetch(`${urls.control}/faults`, { method: 'POST', body: JSON.stringify(fault) }),
    async accepted() {
      const rows = (await (await fetch(`${urls.control}/accepted`)).json()) as { count: number }[];
      return rows.reduce((sum, row) => sum + row.count, 0);
    },
    async submit(input = { text: 'Hello there, this is a test.' }) {
      const answer = await fal(`queue.fal.run/${TTS}`, { method: 'POST', body: JSON.stringify(input) });
      return (await answer.json()) as Awaited<ReturnType<Client['submit']>>;
    },
  };
}

/** What happens to a promise within `ms`: its value, its error, or `'silence'`. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | Error | 'silence'> {
  const silence = new Promise<'silence'>((resolve) => setTimeout(() => resolve('silence'), ms));
  return Promise.race([promise.catch((error: unknown) => error as Error), silence]);
}
