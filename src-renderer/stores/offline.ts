import { type Mirror, useMirror } from './mirror.ts';

/**
 * Where a provider cannot be reached while the engine is there, all works but sending: what is approved now goes out by itself later.
 * Without the engine nothing is known of the network.
 */
export const isOffline = ({ connection, blocked }: Pick<Mirror, 'connection' | 'blocked'>): boolean =>
  connection === 'live' && Object.values(blocked).includes('network');

export const useOffline = (): boolean => useMirror(isOffline);

/** How many finals were approved and go out when the network is back. */
export const useFinalsLater = (): number =>
  useMirror(
    ({ groups, jobs }) =>
      groups.held.filter((id) => {
        const job = jobs.get(id);
        return job?.state === 'generating_final' && job.waitingFor === 'network';
      }).length,
  );
