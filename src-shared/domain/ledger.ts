/** Words of the ledger. Whole credits only; every entry moves an amount from one account to another. */

export const entryKinds = [
  'grant',
  'hold',
  'capture',
  'release',
  'refund',
  'lease',
  'lease_return',
  'suspense',
  'debt',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Accounts of this machine's ledger. `granted` is where credits come from, so its balance is the negative of all grants. */
export const accounts = ['granted', 'available', 'held', 'spent'] as const;
export type Account = (typeof accounts)[number];

/** From which account to which a kind moves credits. */
export const movement = {
  grant: { from: 'granted', to: 'available' },
  hold: { from: 'available', to: 'held' },
  capture: { from: 'held', to: 'spent' },
  release: { from: 'held', to: 'available' },
  refund: { from: 'spent', to: 'available' },
} as const satisfies Partial<Record<EntryKind, { from: Account; to: Account }>>;
export type LocalEntryKind = keyof typeof movement;

/** Part of a job's price that a preview costs when its final is not made: 20 %, rounded up to a whole credit. */
export const previewShareOf = (price: number): number => Math.ceil(price * 0.2);

/** True for what may stand in the ledger: a whole number of credits that JavaScript holds exactly. */
export const isCredits = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
