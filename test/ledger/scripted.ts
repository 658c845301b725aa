import type {
  CancelOutcome,
  DownloadOutcome,
  LookupOutcome,
  PollOutcome,
  ProviderPort,
  SubmitOutcome,
} from '../../src-main/ports/provider.ts';
import type { ErrorCode, StoredError } from '../../src-shared/contract/errors.ts';

/** A provider that answers what a test says, and counts what it was asked. */
export type Script = {
  submit(n: number): SubmitOutcome;
  poll(n: number): PollOutcome;
  cancel(): CancelOutcome;
  lookup(): LookupOutcome;
  download(): DownloadOutcome;
};

export type Counted = { submits: number; polls: number; cancels: number; lookups: number };

export const error = (code: ErrorCode): StoredError => ({ code, subject: 'fal' });

export const finished = (text = 'a take'): PollOutcome => ({
  kind: 'finished',
  result: { model: null, billedUsd: null, pieces: [{ type: 'text', text }] },
});

/** Accepts everything, has it ready at the first poll, and knows nothing that was lost. */
export const wellBehaved: Script = {
  submit: (n) => ({ kind: 'accepted', requestId: `r${n}` }),
  poll: () => finished(),
  cancel: () => 'asked',
  lookup: () => ({ kind: 'impossible' }),
  download: () => ({ kind: 'expired', error: error('result_expired') }),
};

export function scripted(script: Script): { port: ProviderPort; counted: Counted } {
  const counted: Counted = { submits: 0, polls: 0, cancels: 0, lookups: 0 };
  const port: ProviderPort = {
    id: 'fal',
    async submit(_request, exchange) {
      const outcome = script.submit(++counted.submits);
      if (outcome.kind === 'accepted') exchange.accepted(outcome.requestId);
      return outcome;
    },
    upload: async () => ({ kind: 'inline' }),
    poll: async () => script.poll(++counted.polls),
    async cancel() {
      counted.cancels += 1;
      return script.cancel();
    },
    async lookup() {
      counted.lookups += 1;
      return script.lookup();
    },
    download: async () => script.download(),
    testKey: async () => ({ kind: 'ok', detail: '' }),
    reachable: async () => true,
    quote: async () => null,
  };
  return { port, counted };
}
