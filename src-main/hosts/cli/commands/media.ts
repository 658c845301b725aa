import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { Client } from '../../../api/client.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { askLine, canAsk } from '../prompt.ts';
import { pairs } from '../table.ts';

/** Commands about the optional part that decodes and encodes sound and video. */
export const mediaCommands: readonly Command[] = [
  {
    name: 'media status',
    usage: 'media status',
    summary: 'whether sound and video can be worked on here',
    options: {},
    takes: [],
    run: async (call) => {
      const link = await call.connect(false);
      const status = await link.ask((client) => client.media.status());
      call.screen.show(status, () => statusText(status));
      return exits.done;
    },
  },
  {
    name: 'media install',
    usage: 'media install [--yes]',
    summary: 'fetch that part into the profile, by npm, after asking',
    options: { yes: { summary: 'agree to it without being asked' } },
    takes: [],
    run: install,
  },
];

type Status = Awaited<ReturnType<Client['media']['status']>>;

const fromWords = {
  program: 'it came with the program',
  profile: 'it is in the profile',
  nowhere: 'it is not installed: `rushes media install` fetches it',
} as const;

const statusText = ({ codecs, from, part }: Status): string =>
  pairs([
    ['Sound and video', codecs ? 'can be decoded and encoded' : 'cannot be decoded and encoded here'],
    ['Media part', `${part.name} ${part.version}; ${fromWords[from]}`],
    ['Licence', part.licence],
    ['Size', `about ${part.megabytes} MB`],
  ]);

async function install(call: Call): Promise<number> {
  const link = await call.connect(false);
  const before = await link.ask((client) => client.media.status());
  if (before.codecs) {
    call.screen.show(before, () => `Nothing to do: ${fromWords[before.from]}.`);
    return exits.done;
  }
  await consent(call, before);
  call.screen.note(
    `Fetching ${before.part.name} ${before.part.version}, about ${before.part.megabytes} MB ...`,
  );
  const after = await link.ask((client) => client.media.install({ consent: true }));
  call.screen.show(after, () => statusText(after));
  return after.codecs ? exits.done : exits.failed;
}

/** It is other people's program under another licence, so a person says yes to it first. */
async function consent(call: Call, { part }: Status): Promise<void> {
  if (call.values.yes) return;
  const what = `${part.name} ${part.version}: about ${part.megabytes} MB; ${part.licence}.`;
  if (call.json || !canAsk(call.world)) {
    throw new RushesError('BAD_INPUT', {
      field: '--yes',
      rule: `given to agree to it (${what})`,
      found: 'missing',
    });
  }
  const answer = await askLine(call.world, `${what}\nFetch it into the profile? [y/N] `);
  if (/^y(es)?$/i.test(answer)) return;
  throw new RushesError('NOT_ALLOWED', {
    field: 'media',
    subject: 'The media part',
    found: 'not installed',
    rule: 'work on sound and video',
    detail: 'Nothing was fetched.',
  });
}
