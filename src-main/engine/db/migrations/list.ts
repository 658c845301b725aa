import { ledgerAndJobs } from './0001-ledger-and-jobs.ts';
import { media } from './0002-media.ts';
import { oneTryAtATime } from './0003-one-try-at-a-time.ts';
import { library } from './0004-library.ts';
import { origins } from './0005-origins.ts';
import { wordsWritten } from './0006-words-written.ts';
import { spent } from './0007-spent.ts';

/** Numbered steps, in order and never changed once released; `PRAGMA user_version` counts them. */
export const migrations: readonly { name: string; sql: string }[] = [
  { name: 'ledger-and-jobs', sql: ledgerAndJobs },
  { name: 'media', sql: media },
  { name: 'one-try-at-a-time', sql: oneTryAtATime },
  { name: 'library', sql: library },
  { name: 'origins', sql: origins },
  { name: 'words-written', sql: wordsWritten },
  { name: 'spent', sql: spent },
];
