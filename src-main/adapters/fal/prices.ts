import type * as z from 'zod';
import type { BillableUnits } from '../../../src-shared/domain/billable.ts';
import { dollars } from '../net/answer.ts';
import type { priceList } from './wire.ts';

/** Dollars out of fal's price list. Pure. What cannot be read for certain is null, never a guess. */

export type Price = z.infer<typeof priceList>['prices'][number];

/** Seconds of what is made or sent; "compute seconds" are none of those. */
function timeOf(unit: string): RegExp {
  const what = '(output |generated )?(video|audio)';
  return new RegExp(`^(per )?(${what} |output )?${unit}s?( of ${what})?$`);
}

const units: readonly { pattern: RegExp; kind: BillableUnits['kind']; per: number }[] = [
  { pattern: /^(per )?(1[,.]?000|1k|thousand) characters?$/, kind: 'characters', per: 1_000 },
  { pattern: /^(per )?characters?$/, kind: 'characters', per: 1 },
  { pattern: timeOf('second'), kind: 'seconds', per: 1 },
  { pattern: timeOf('minute'), kind: 'seconds', per: 60 },
  { pattern: /^(per )?(requests?|generations?)$/, kind: 'requests', per: 1 },
];

export function quoteOf(price: Price, asked: BillableUnits): number | null {
  if (asked.kind === 'tokens' || price.currency.toUpperCase() !== 'USD') return null;
  const name = price.unit.trim().toLowerCase();
  const unit = units.find(({ pattern, kind }) => kind === asked.kind && pattern.test(name));
  return unit ? dollars((asked.count / unit.per) * price.unit_price) : null;
}

/** Dollars of a finished request: the units that fal counted, in the list's own unit. */
export function billOf(price: Price | null, headers: Headers): number | null {
  const counted = headers.get('x-fal-billable-units');
  if (!price || counted === null || !/^\d+(\.\d+)?$/.test(counted)) return null;
  return price.currency.toUpperCase() === 'USD' ? dollars(Number(counted) * price.unit_price) : null;
}
