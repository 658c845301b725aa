import type { ErrorCode, ErrorFacts, StoredError } from '../contract/errors.ts';

/** What a person reads of an error: what happened, the next step, and whether it was charged. */
export type Told = {
  code: ErrorCode;
  field: string | null;
  message: string;
  next: string;
  charged: boolean | null;
};

type Sentence = {
  message(f: ErrorFacts): string;
  next: string | ((f: ErrorFacts) => string);
  charged?: boolean | null;
};

/** Providers as they write themselves, where that is not as they are called here. */
const names: Partial<Record<string, string>> = { openrouter: 'OpenRouter', cloudinary: 'Cloudinary' };
const of = (f: ErrorFacts, otherwise: string): string =>
  f.subject === undefined ? otherwise : (names[f.subject] ?? f.subject);
const said = (f: ErrorFacts): string => (f.detail ? ` It said: ${f.detail}` : '');

const sentences: Record<ErrorCode, Sentence> = {
  BAD_INPUT: {
    message: (f) =>
      `${f.field ?? 'The input'} must be ${f.rule ?? 'valid'}${f.found ? `; it is ${f.found}` : ''}.`,
    next: (f) => `Correct ${f.field ?? 'it'} and run the command again.`,
  },
  UNKNOWN_WORKFLOW: {
    message: (f) => `There is no workflow named ${of(f, 'that')}.`,
    next: (f) => `Choose one of: ${f.rule ?? ''}.`,
  },
  NOT_FOUND: {
    message: (f) => `There is no ${of(f, 'such thing')} in this profile.`,
    next: 'See `rushes jobs` for the ids.',
  },
  NOT_ALLOWED: {
    message: (f) =>
      `${of(f, 'The job')} is ${f.found ?? 'in a state'} and does not allow ${f.rule ?? 'this'}.`,
    next: (f) => f.detail ?? 'See `rushes job ID` for what it allows now.',
  },
  NOT_ENOUGH_CREDITS: {
    message: (f) => `This holds ${f.rule ?? 'more'} credits and ${f.found ?? 'fewer'} are available.`,
    next: 'Add credits with `rushes credits grant N`, or wait until a held job ends.',
  },
  OVER_BUDGET: {
    message: (f) => `This would break your budget: ${f.rule ?? 'it is used up'}.`,
    next: 'Raise it with `rushes budget set`, or wait until the period ends.',
  },
  KEY_MISSING: {
    message: (f) => `There is no key for ${of(f, 'the provider')}.`,
    next: (f) => `Save one with \`rushes keys set ${f.subject ?? 'PROVIDER'}\`.`,
  },
  KEY_REFUSED: {
    message: (f) => `${of(f, 'The provider')} does not accept this key.${said(f)}`,
    next: (f) => `Save a good one with \`rushes keys set ${f.subject ?? 'PROVIDER'}\`.`,
  },
  KEYS_DIFFER: {
    message: (f) => `${f.field ?? 'Two variables'} hold different keys.`,
    next: 'Unset one of them and run the command again.',
  },
  KEYCHAIN_LOCKED: {
    message: () => 'The keychain is locked.',
    next: 'Unlock it, or give the key in the environment for this run.',
  },
  KEYCHAIN_ABSENT: {
    message: () => 'This machine has no keychain that works.',
    next: 'Give the key in the environment for this run; Rushes never writes keys in plain text.',
  },
  PROVIDER_UNREACHABLE: {
    message: (f) => `${of(f, 'The provider')} cannot be reached.${said(f)}`,
    next: 'Check the network and try again.',
  },
  PROFILE_IN_USE: {
    message: (f) => `The profile ${of(f, '')} is in use by another Rushes that does not answer.`,
    next: 'Close the other one, or choose another folder with --home.',
  },
  PROFILE_UNUSABLE: {
    message: (f) => `The profile folder ${of(f, '')} cannot be used: ${f.rule ?? 'it cannot be written'}.`,
    next: 'Choose another folder with --home.',
  },
  ENGINE_GONE: {
    message: () => 'The Rushes that was doing this work went away before it answered.',
    next: 'Look at `rushes jobs` before you do it again.',
    charged: null,
  },
  DATABASE_NEWER: {
    message: (f) =>
      `This profile was written by a later version of Rushes (schema ${f.found ?? '?'}, this one knows ${f.rule ?? '?'}).`,
    next: 'Update Rushes, or choose another folder with --home.',
  },
  DATABASE_DAMAGED: {
    message: (f) =>
      `The database of this profile is damaged${f.detail ? ` (${f.detail})` : ''}. Nothing was deleted.`,
    next: 'Restore the last good backup with `rushes doctor --restore FILE`; the files stand in the folder `backups`.',
  },
  DATABASE_UNSAFE: {
    message: (f) => `The database cannot be opened safely here: ${f.rule ?? ''}.`,
    next: 'Use a local disk for the profile (--home).',
  },
  DISK_FULL: {
    message: (f) => `The disk of ${of(f, 'the profile')} is full.`,
    next: 'Free some space and run the command again.',
  },
  DISK_FAILED: {
    message: (f) => `The disk of ${of(f, 'the profile')} did not take the write.`,
    next: 'Check the disk; then look at `rushes jobs` before you do it again.',
  },
  MEDIA_MISSING: {
    message: (f) => `${f.rule ?? 'This'} needs the media part, which is not installed here.`,
    next: 'Install it with `rushes media install`, then run the command again.',
  },
  CONFLICT: {
    message: (f) => `The key ${of(f, '')} was used before with other values.`,
    next: 'Use a new key for a new request.',
  },
  INTERNAL: {
    message: () => 'Rushes made a mistake.',
    next: 'Run `rushes doctor --bundle FILE` and send the file with a report.',
  },
  not_sent: {
    message: (f) => `${of(f, 'The provider')} could not be reached; nothing was sent.`,
    next: 'It goes out by itself when the network is back.',
  },
  provider_busy: {
    message: (f) => `${of(f, 'The provider')} was too busy, three times.${said(f)}`,
    next: 'Retry later.',
  },
  key_refused: {
    message: (f) => `${of(f, 'The provider')} does not accept the key.${said(f)}`,
    next: (f) =>
      `Save a good one with \`rushes keys set ${f.subject ?? 'PROVIDER'}\`; the job goes on by itself.`,
  },
  out_of_funds: {
    message: (f) => `The account at ${of(f, 'the provider')} has no money left.${said(f)}`,
    next: 'Top it up there, then run `rushes resume`.',
  },
  not_permitted: {
    message: (f) => `${of(f, 'The provider')} does not permit this with this key.${said(f)}`,
    next: 'Check the permissions of the key at the provider, then retry.',
  },
  input_refused: {
    message: (f) => `${of(f, 'The provider')} refused ${f.field ?? 'the input'}.${said(f)}`,
    next: 'Change it and make a new job.',
  },
  content_refused: {
    message: (f) => `${of(f, 'The provider')} refused the content.${said(f)}`,
    next: 'Change the text and make a new job.',
  },
  model_gone: {
    message: (f) => `${of(f, 'The provider')} no longer has this model.${said(f)}`,
    next: 'Choose another model in the settings, then retry.',
  },
  provider_failed: {
    message: (f) => `${of(f, 'The provider')} failed to make it.${said(f)}`,
    next: 'Retry.',
  },
  answer_unusable: {
    message: (f) => `${of(f, 'The provider')} answered, but with nothing that can be used.${said(f)}`,
    next: 'Retry.',
    charged: false,
  },
  stream_broken: {
    message: () =>
      'The answer broke off. What had come in is kept as a draft; the provider may have billed it.',
    next: 'Retry to ask again.',
    charged: null,
  },
  being_checked: {
    message: (f) =>
      `The answer of ${of(f, 'the provider')} was lost. We are checking. Do not run it again yet.`,
    next: 'It goes on by itself when the request is found; `rushes work` keeps looking.',
    charged: null,
  },
  outcome_unknown: {
    message: (f) =>
      `The answer of ${of(f, 'the provider')} was lost, and nobody could tell whether it ran. It may have billed you.`,
    next: "Look at the provider's own list; if it is there: `rushes resolve JOB --found REQUEST_ID`.",
  },
  not_run: {
    message: () => 'You said that the provider did not run it.',
    next: 'Retry to send it again.',
  },
  timed_out: {
    message: (f) => `${of(f, 'The provider')} took longer than the limit; it was asked to stop.`,
    next: 'Retry.',
  },
  lost_at_provider: {
    message: (f) => `${of(f, 'The provider')} no longer knows this request.`,
    next: 'Retry.',
  },
  result_expired: {
    message: (f) => `The result at ${of(f, 'the provider')} has expired.`,
    next: 'Retry.',
  },
  download_broken: {
    message: (f) => `The result at ${of(f, 'the provider')} could not be loaded whole.${said(f)}`,
    next: 'Retry.',
  },
  result_refused: {
    message: (f) =>
      `What ${of(f, 'the provider')} delivered is not what was asked for: ${f.rule ?? 'wrong type'}.`,
    next: 'Retry.',
  },
  input_missing: {
    message: (f) => `A stored input is gone${f.subject === undefined ? '' : `: ${f.subject}`}.`,
    next: 'Make the job again with the file.',
  },
  media_refused: {
    message: (f) => `${of(f, 'The file')} cannot be used: ${f.rule ?? 'it is damaged'}.`,
    next: 'Use another file.',
  },
  media_missing: {
    message: () => 'Work on sound and video needs the media part, which is not installed here.',
    next: 'Install it with `rushes media install`, then retry.',
  },
  media_failed: {
    message: (f) =>
      `This machine could not finish the work on ${of(f, 'a file')}${f.detail ? ` (${f.detail})` : ''}.`,
    next: 'Retry: what the provider has made is kept and not paid for again.',
  },
  disk_full: { message: () => 'The disk is full.', next: 'Free some space, then retry.' },
  cancelled_at_provider: {
    message: (f) => `${of(f, 'The provider')} cancelled it.`,
    next: 'Retry.',
  },
  cancelled_by_you: { message: () => 'Cancelled.', next: 'Retry to run it after all.' },
};

/** The sentences of a stored or thrown error. `charged` defaults to false: credits were not charged. */
export function describe(error: StoredError): Told {
  const sentence = sentences[error.code];
  return {
    code: error.code,
    field: error.field ?? null,
    message: sentence.message(error),
    next: typeof sentence.next === 'string' ? sentence.next : sentence.next(error),
    charged:
      error.charged !== undefined ? error.charged : sentence.charged !== undefined ? sentence.charged : false,
  };
}
