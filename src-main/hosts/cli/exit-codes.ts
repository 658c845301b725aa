import type { ErrorCode, RefusalCode } from '../../../src-shared/contract/errors.ts';
import { refusalCodes } from '../../../src-shared/contract/errors.ts';

/** Exit codes of interface.md. 128 + n is the shell's own way to say that signal n ended a command. */
export const exits = { done: 0, failed: 1, badInput: 2, person: 3, cancelled: 4, unsure: 5 } as const;

const { failed, badInput, person } = exits;

const ofRefusal: Record<RefusalCode, number> = {
  BAD_INPUT: badInput,
  UNKNOWN_WORKFLOW: badInput,
  NOT_FOUND: badInput,
  NOT_ALLOWED: badInput,
  KEYS_DIFFER: badInput,
  CONFLICT: badInput,
  NOT_ENOUGH_CREDITS: person,
  OVER_BUDGET: person,
  KEY_MISSING: person,
  KEY_REFUSED: person,
  KEYCHAIN_LOCKED: person,
  KEYCHAIN_ABSENT: person,
  MEDIA_MISSING: person,
  PROVIDER_UNREACHABLE: failed,
  PROFILE_IN_USE: failed,
  PROFILE_UNUSABLE: failed,
  ENGINE_GONE: failed,
  DATABASE_NEWER: failed,
  DATABASE_DAMAGED: failed,
  DATABASE_UNSAFE: failed,
  DISK_FULL: failed,
  DISK_FAILED: failed,
  INTERNAL: failed,
};

const isRefusal = (code: ErrorCode): code is RefusalCode =>
  (refusalCodes as readonly string[]).includes(code);

/** The exit code of a command that ended with this error. */
export const exitOfError = (code: ErrorCode): number => (isRefusal(code) ? ofRefusal[code] : failed);
