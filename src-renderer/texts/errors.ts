import { RushesError, stored } from '../../src-shared/contract/errors.ts';
import { describe, type Told } from '../../src-shared/texts/errors.ts';
import { say } from './say.ts';
import { fieldLabel } from './words.ts';

const nextIn = say.errors.next;

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
  const next = nextIn[told.code] ?? told.next;
  if (told.field === null || workflow === undefined) return { ...told, next };
  const label = fieldLabel(workflow, told.field);
  const field = label === told.field ? null : label;
  const message = told.message.replace(` refused ${told.field}.`, ` refused ${field ?? say.errors.input}.`);
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
