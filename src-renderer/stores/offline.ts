import { providerOf } from './groups.ts';
import { type Mirror, useMirror } from './mirror.ts';

/**
 * Where a provider that makes takes cannot be reached while the engine is there, all works but sending: what is approved now goes out by
 * itself later. The mirror sends nothing that waits, and without the engine nothing is known of the network.
 */
export const isOffline = ({ connection, blocked }: Pick<Mirror, 'connection' | 'blocked'>): boolean =>
  connection === 'live' && (blocked.fal === 'network' || blocked.openrouter === 'network');

export const useOffline = (): boolean => useMirror(isOffline);

/** The same for what one workflow sends. */
export const useOfflineFor = (workflow: string): boolean =>
  useMirror((mirror) => {
    const provider = providerOf(workflow);
    return isOffline(mirror) && provider !== undefined && mirror.blocked[provider] === 'network';
  });

/** How many finals were approved and go out when the network is back. */
export const useFinalsLater = (): number =>
  useMirror(
    ({ groups, jobs }) =>
      groups.held.filter((id) => {
        const job = jobs.get(id);
        return job?.state === 'generating_final' && job.waitingFor === 'network';
      }).length,
  );
