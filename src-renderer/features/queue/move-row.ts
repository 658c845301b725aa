import { moveBefore } from '../../stores/actions.ts';
import { providerOf } from '../../stores/groups.ts';
import { useMirror } from '../../stores/mirror.ts';
import type { InLine, Move } from './moves.ts';

/** All that wait, as they stand now. */
export function lineNow(): InLine[] {
  const { jobs, groups } = useMirror.getState();
  return groups.waiting.flatMap((id) => {
    const job = jobs.get(id);
    return job ? [{ id, provider: providerOf(job.workflow), movable: job.can.includes('move') }] : [];
  });
}

/** Answers whether it was moved. The engine puts one in front of another: behind the last is in front of it, and then the last in front. */
export async function moveRow(id: string, move: Move | null): Promise<boolean> {
  if (move === null) return false;
  if ('before' in move) return moveBefore(id, move.before);
  return (await moveBefore(id, move.behind)) && (await moveBefore(move.behind, id));
}
