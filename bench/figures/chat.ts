import { startSimulators } from '../../simulators/start.ts';
import { createOpenRouter } from '../../src-main/adapters/openrouter/provider.ts';
import type { ProviderPort } from '../../src-main/ports/provider.ts';
import { type Bed, openBed } from '../bed.ts';
import { filledAnew } from '../fill.ts';
import { atMost, type Figure, type Line, median, told } from '../measure.ts';

const chats = 10;
const rounds = 5;
const input = {
  workflow: 'chat',
  params: { prompt: 'Write a 12 second hook for a bamboo toothbrush' },
};

/** Runs one chat to its end; milliseconds from the call that makes it. */
function runChat({ engine }: Bed): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    let id = '';
    const end = engine.events.subscribe((event) => {
      if (event.type !== 'job' || event.job.id !== id) return;
      if (event.job.state === 'failed') reject(new Error(JSON.stringify(event.job.error)));
      if (event.job.state !== 'completed') return;
      end();
      resolve(performance.now() - begun);
    });
    id = engine.act(null, () => engine.create.create(input))[0]!.id;
  });
}

/** The real adapter, with a clock on every wait for it. The engine's own work inside a wait (`accepted`, `text`) counts as the engine's. */
function clocked(port: ProviderPort, waited: (ms: number) => void): ProviderPort {
  const own = <A extends unknown[], R>(call: (...args: A) => R, given: (ms: number) => void) => {
    return (...args: A): R => {
      const at = performance.now();
      try {
        return call(...args);
      } finally {
        given(performance.now() - at);
      }
    };
  };
  return {
    ...port,
    async submit(request, exchange) {
      const at = performance.now();
      let engine = 0;
      const add = (ms: number): void => {
        engine += ms;
      };
      try {
        return await port.submit(request, {
          signal: exchange.signal,
          withdrawn: exchange.withdrawn,
          accepted: own(exchange.accepted, add),
          text: own(exchange.text, add),
          bytes: exchange.bytes,
        });
      } finally {
        waited(performance.now() - at - engine);
      }
    },
  };
}

/** What the engine adds to a chat: from the call to both answers on disk, less the time in which the provider was waited for. */
async function* chat(): AsyncIterable<Line> {
  const simulators = await startSimulators({ speed: 0 });
  let waited = 0;
  const bed = openBed(filledAnew({ finished: 10_000 }), (key) =>
    clocked(createOpenRouter({ key, baseUrl: async () => simulators.urls.openrouter }), (ms) => {
      waited += ms;
    }),
  );
  try {
    bed.engine.start();
    await runChat(bed);
    const runs: number[] = [];
    const whole: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const overhead: number[] = [];
      for (let i = 0; i < chats; i++) {
        waited = 0;
        const ms = await runChat(bed);
        overhead.push(ms - waited);
        whole.push(ms);
      }
      runs.push(median(overhead));
    }
    yield atMost(30, { figure: 'engine overhead of a chat ms', runs });
    yield told('chat with the simulator, whole ms', [median(whole)]);
  } finally {
    await bed.end();
    await simulators.close();
  }
}

export const chatting: Figure[] = [{ name: 'chat', run: chat }];
