import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { ProviderId } from '../../../src-shared/domain/request.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import type { ProviderPort } from '../../ports/provider.ts';
import type { Db } from '../db/db.ts';
import { decidable } from '../jobs/doubt.ts';
import { attemptsOf, getJob } from '../jobs/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { Keys } from './keys.ts';
import type { UnitPrices } from './unit-prices.ts';

/** Free questions to providers that a person's call waits for. */
export type QuestionsDeps = {
  db: Db;
  providers: Partial<Record<ProviderId, ProviderPort>>;
  /** A provider that is asked with another key; null where there is none of that name. */
  portWith(id: ProviderId, key: () => Promise<string>): Pick<ProviderPort, 'testKey'> | null;
  prices: UnitPrices;
  keys: Keys;
  settings: Settings;
  workflows: readonly Workflow[];
  working(): boolean;
};

/** Time (ms) that a question to a provider may take while a person waits. */
const askMs = 15_000;

export function createQuestions(deps: QuestionsDeps) {
  const { db, providers, prices, settings, workflows, working } = deps;
  return {
    /** Asks for list prices that a new job needs: waits for them only where a budget in dollars depends on them. */
    async learnPrices(input: { workflow: string; params: Record<string, unknown> }): Promise<void> {
      const workflow = workflows.find((w) => w.id === input.workflow);
      const params = workflow?.params.safeParse(input.params);
      if (!workflow || !params?.success) return;
      const { usdJob, usdDay, usdMonth } = settings.limits();
      const bounded = usdJob !== null || usdDay !== null || usdMonth !== null;
      const asked = working() || bounded ? prices.refresh(workflow, params.data) : null;
      if (bounded) await asked;
    },

    /** Asks a provider whether it accepts a key, which is not kept. */
    async checkKey(id: ProviderId, key: string) {
      deps.keys.hide(key);
      const port = deps.portWith(id, async () => key);
      if (!port)
        throw new RushesError('BAD_INPUT', {
          field: 'provider',
          rule: 'one that this version speaks to',
          found: id,
        });
      return port.testKey(AbortSignal.timeout(askMs));
    },

    /** Asks the provider for a request that a person named, so that a slip of the finger adopts nothing. `n` names the attempt. */
    async proveRequest(jobId: string, requestId: string, n?: number): Promise<void> {
      const attempt = decidable(getJob(db, jobId), attemptsOf(db, jobId), n);
      const port = attempt ? providers[attempt.provider] : undefined;
      if (!attempt || !port) return;
      const outcome = await port.poll({ requestId, request: attempt.request }, AbortSignal.timeout(askMs));
      if (outcome.kind === 'failed' && outcome.error.code === 'lost_at_provider') {
        throw new RushesError('BAD_INPUT', {
          field: 'found',
          rule: `the id of a request that ${attempt.provider} knows`,
          found: `"${requestId}"`,
        });
      }
      if (outcome.kind === 'unreachable')
        throw new RushesError('PROVIDER_UNREACHABLE', { subject: attempt.provider });
      if (outcome.kind === 'blocked') throw new RushesError('KEY_REFUSED', { subject: attempt.provider });
    },
  };
}
