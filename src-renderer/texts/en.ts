import { compose } from './en/compose.ts';
import { credits } from './en/credits.ts';
import { errors } from './en/errors.ts';
import { firstRun } from './en/first-run.ts';
import { inspect } from './en/inspect.ts';
import { jobs } from './en/jobs.ts';
import { library } from './en/library.ts';
import { notify } from './en/notify.ts';
import { palette } from './en/palette.ts';
import { queue } from './en/queue.ts';
import { settings } from './en/settings.ts';
import { shelf } from './en/shelf.ts';
import { shell } from './en/shell.ts';
import { stage } from './en/stage.ts';

export const en = {
  undo: 'Undo',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  copyTechnical: 'Copy technical details',
  save: 'Save',
  remove: 'Remove',
  more: 'More',
  loading: 'Loading',
  eta: { silent: (span: string): string => `no news for ${span}` },
  resolve: {
    choose: 'What did you find?',
    about: (part: number, stage: string): string => `This is about part ${part} of the ${stage}.`,
    next: (parts: number): string =>
      parts === 1 ? 'Then about one more part.' : `Then about ${parts} more parts.`,
    found: 'It is there',
    foundHint: 'Rushes fetches the result. You do not pay again.',
    requestId: 'Request id',
    requestIdMissing: "Copy it from the provider's list of requests.",
    notRun: 'It is not there',
    notRunHint: 'The job ends. Its credits come back.',
    payAgain: 'Send it again',
    payAgainHint: 'If the first one did run, the provider bills both.',
    go: { found: 'Fetch it', not_run: 'End the job', pay_again: 'Send it again' },
  },
  jobs,
  errors,
  shell,
  compose,
  stage,
  shelf,
  inspect,
  queue,
  library,
  credits,
  settings,
  firstRun,
  palette,
  notify,
};
