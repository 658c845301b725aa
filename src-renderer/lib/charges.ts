import type { Job } from '../../src-shared/contract/shapes.ts';

/** What an action would hold or charge, so that it can be said before it is done. */

/** Credits that a retry holds: the final's share where the preview's was charged already, else the whole price. */
export function retryHold({ price, hold, state }: Job): number {
  const paid = hold.captured - hold.refunded > 0;
  return paid && (state === 'rejected' || state === 'cancelled') ? price.final : price.total;
}

/** Credits that a cancel or a reject charges: the preview's share, once there is a preview and where it was not charged before. */
export function keptByEnding({ takes, hold, price }: Job): number {
  const hasPreview = takes.some((take) => take.stage === 'preview' && !take.late);
  return hasPreview && hold.captured - hold.refunded === 0 ? price.preview : 0;
}
