import type { ErrorCode } from '../../../src-shared/contract/errors.ts';

/** The next step as a person in the studio takes it, where the catalogue's words are those of the command line. */
const next: Partial<Record<ErrorCode, string>> = {
  BAD_INPUT: 'Change it and try again.',
  UNKNOWN_WORKFLOW: 'Choose another workflow.',
  NOT_FOUND: 'It may have been cleared away. Look in the library.',
  NOT_ALLOWED: 'Its state has changed. Look at it again.',
  NOT_ENOUGH_CREDITS: 'Add credits on the Spend page, or wait until a held job ends.',
  OVER_BUDGET: 'Raise the budget on the Spend page, or wait until the period ends.',
  KEY_MISSING: 'Save one in Settings.',
  KEY_REFUSED: 'Save a good one in Settings.',
  KEYCHAIN_LOCKED: 'Unlock it and try again.',
  KEYCHAIN_ABSENT: 'Keep the key for this run only; Rushes never writes keys in plain text.',
  ENGINE_GONE: 'It reconnects by itself. Look at the queue before you do it again.',
  MEDIA_MISSING: 'Install it in Settings, then try again.',
  DISK_FULL: 'Free some space and try again.',
  DISK_FAILED: 'Check the disk; then look at the queue before you do it again.',
  CONFLICT: 'Make a new request.',
  PROFILE_IN_USE: 'Close the other one, then try again.',
  INTERNAL: 'Try again. If it stays, examine the health of Rushes in Settings.',
  key_refused: 'Save a good one in Settings; the job goes on by itself.',
  out_of_funds: 'Top it up there, then say so here: the job goes on.',
  being_checked: 'It goes on by itself when the request is found.',
  outcome_unknown: "Look at the provider's own list, then say here what you found.",
  media_missing: 'Install it in Settings, then retry.',
};

export const errors = {
  next,
  /** What a provider refused, where the form has no field of that name. */
  input: 'the input',
};
