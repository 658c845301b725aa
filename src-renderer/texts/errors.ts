import { type ErrorCode, RushesError, stored } from '../../src-shared/contract/errors.ts';
import { describe, type Told } from '../../src-shared/texts/errors.ts';
import { say } from './say.ts';
import { fieldLabel } from './words.ts';

/** The next step as a person in the studio takes it, where the catalogue's words are those of the command line. */
const nextHere: Partial<Record<ErrorCode, string>> = {
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

/** What a person reads of an error in the studio. */
export function toldInStudio(error: unknown): Told {
  const known = error instanceof RushesError ? error : new RushesError('INTERNAL', {}, { cause: error });
  return hereOf(describe(stored(known)));
}

/**
 * The same of an error that the engine has told already; of a job's, its field is named as the form of the workflow names it. A field that
 * the form does not have is the provider's: its name is for the technical text.
 */
export function hereOf(told: Told, workflow?: string): Told {
  const next = nextHere[told.code] ?? told.next;
  if (told.field === null || workflow === undefined) return { ...told, next };
  const label = fieldLabel(workflow, told.field);
  const field = label === told.field ? null : label;
  const message = told.message.replace(` refused ${told.field}.`, ` refused ${field ?? say.refusedInput}.`);
  return { ...told, field, next, message };
}

/** What an error carries, one fact a line, for a report: what crossed the contract and no more. */
export const technicalWords = ({ code, facts }: RushesError): string =>
  [
    `code ${code}`,
    ...Object.entries(facts).flatMap(([name, fact]) =>
      fact === undefined ? [] : [`${name} ${String(fact)}`],
    ),
  ].join('\n');
