import { type ProviderId, providerIds } from '../../../src-shared/domain/request.ts';
import type { StepRunner } from '../assets/step-runner.ts';
import type { Db } from '../db/db.ts';
import type { Gates } from '../providers/gates.ts';
import type { Settings } from '../settings/settings.ts';
import type { Runner } from './runner.ts';

export type BusyDeps = {
  db: Db;
  gates: Gates;
  runner: Pick<Runner, 'busy'>;
  settings: Settings;
  steps: Pick<StepRunner, 'busy'>;
};

/** Things that are under way or due now; what checks, waits for a person or for a network dead for `graceMs` does not count. */
export function busyCount({ db, gates, runner, settings, steps }: BusyDeps, graceMs: number): number {
  const usable = (id: ProviderId): boolean => gates.offlineMs(id) < graceMs;
  const ableTo = (id: ProviderId): boolean => {
    const blocked = gates.blocked(id);
    return blocked !== 'key' && blocked !== 'balance' && usable(id);
  };
  let n = runner.busy().filter((t) => (t.unknown ? !t.looked : usable(t.provider))).length;
  n += steps.busy().filter(({ provider }) => provider === null || ableTo(provider)).length;
  if (settings.paused()) return n;
  for (const id of providerIds) {
    if (!ableTo(id)) continue;
    n += Number(
      db
        .sql('SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE claimable = 1 AND provider = ? LIMIT 1000)')
        .pluck()
        .get(id),
    );
    n += Number(
      db.sql('SELECT COUNT(*) FROM jobs WHERE wake_at IS NOT NULL AND provider = ?').pluck().get(id),
    );
  }
  return n;
}
