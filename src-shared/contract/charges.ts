import type { Job } from './shapes.ts';

/** What an action would hold or charge, so that it can be said before it is done. */
export type Charged = {
  state: Job['state'];
  price: Pick<Job['price'], 'total' | 'preview' | 'final'>;
  hold: Pick<Job['hold'], 'captured'>;
};

/**
 * Credits that a retry holds: the final's share where the preview's was ever charged, be it given back since, else the whole price
 * (product.md, Credits).
 */
export const retryHold = ({ price, hold }: Omit<Charged, 'state'>): number =>
  hold.captured > 0 ? price.final : price.total;

/** Credits that a cancel or a reject charges: the preview's share, from the moment that there is a preview to decide on, once. */
export function keptByEnding({ state, hold, price }: Charged): number {
  const hasPreview = state === 'preview_ready' || state === 'generating_final';
  return hasPreview && hold.captured === 0 ? price.preview : 0;
}
