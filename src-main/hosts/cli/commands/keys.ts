import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { KeyStatus } from '../../../../src-shared/contract/providers.ts';
import { type ProviderId, providerIds } from '../../../../src-shared/domain/request.ts';
import type { Client } from '../../../api/client.ts';
import { short, wholeNumber } from '../args.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import type { Link } from '../link.ts';
import { askHidden, askLine, canAsk } from '../prompt.ts';
import { createInput } from '../read-input.ts';
import { table } from '../table.ts';

/** Commands about the providers' keys. A key comes in by standard input or a hidden prompt and never goes out again. */
export const keyCommands: readonly Command[] = [
  {
    name: 'keys status',
    usage: 'keys status',
    summary: 'which keys there are, by their last four characters',
    options: {},
    takes: [],
    run: async (call) => {
      const link = await call.connect(false);
      const status = await link.ask((client) => client.keys.status());
      call.screen.show(status, () => statusText(status));
      return exits.done;
    },
  },
  {
    name: 'keys set',
    usage: 'keys set PROVIDER',
    summary: 'save a key in the keychain and test it; the key is read from standard input or asked for',
    options: {
      memory: { summary: 'where no keychain works, keep it in the memory of the Rushes that runs' },
    },
    takes: ['PROVIDER'],
    run: setKey,
  },
  {
    name: 'keys test',
    usage: 'keys test PROVIDER',
    summary: 'ask the provider whether it accepts the key; this is free',
    options: {},
    takes: ['PROVIDER'],
    run: async (call) => {
      const provider = providerNamed(call);
      const test = await testKey(await call.connect(false), provider);
      call.screen.show(test, () => testText(test));
      return test.ok ? exits.done : exits.person;
    },
  },
  {
    name: 'keys remove',
    usage: 'keys remove PROVIDER',
    summary: 'remove a key from the keychain',
    options: {},
    takes: ['PROVIDER'],
    run: async (call) => {
      const provider = providerNamed(call);
      const link = await call.connect(false);
      const status = await link.ask((client) => client.keys.remove({ provider }));
      call.screen.show(status, () =>
        status.present
          ? `The key of ${provider} is still given by the ${sourceWord(status)}.`
          : `There is no key of ${provider} any more.`,
      );
      return exits.done;
    },
  },
];

function providerNamed(call: Call): ProviderId {
  const typed = call.positionals[0] ?? '';
  const found = providerIds.find((id) => id === typed);
  if (found) return found;
  // What stands here could be the key itself, typed in the wrong place: it is not repeated.
  throw new RushesError('BAD_INPUT', {
    field: 'PROVIDER',
    rule: `one of ${providerIds.join(', ')}`,
    found: 'another word',
  });
}

type Status = Awaited<ReturnType<Client['keys']['status']>>;
type Test = Awaited<ReturnType<Client['keys']['test']>>;

const testKey = (link: Link, provider: ProviderId): Promise<Test> =>
  link.ask((client) => client.keys.test({ provider }));

const sourceWords = {
  env: 'environment',
  keychain: 'keychain',
  memory: 'memory of this run',
  demo: 'demo',
} as const;
const sourceWord = ({ source }: KeyStatus): string => (source === null ? '' : sourceWords[source]);

const keychainWords: Record<Status['keychain'], string> = {
  ok: 'The keychain holds them.',
  unused: 'The keychain holds none.',
  locked: 'The keychain is locked: unlock it, and jobs that wait for a key go on.',
  absent: 'No keychain works on this machine: give keys in the environment.',
  changed:
    'A key in the keychain is not the one that was saved: save it again with `rushes keys set PROVIDER`.',
};

function statusText({ keychain, keys }: Status): string {
  const rows = keys.map((key) => [
    key.provider,
    key.present ? `ends in ${key.last4 ?? '?'}` : 'none',
    sourceWord(key),
  ]);
  return `${table([{ title: 'PROVIDER' }, { title: 'KEY' }, { title: 'FROM' }], rows)}\n\n${keychainWords[keychain]}`;
}

const testText = ({ provider, ok, detail }: Test): string =>
  ok
    ? `${provider} accepts the key.${detail ? ` ${detail}` : ''}`
    : `${provider} does not accept the key, or could not be asked.${detail ? ` ${detail}` : ''}\nSave a good one with \`rushes keys set ${provider}\`.`;

async function setKey(call: Call): Promise<number> {
  const { world, screen } = call;
  const provider = providerNamed(call);
  if (call.demo) {
    throw new RushesError('NOT_ALLOWED', {
      field: 'PROVIDER',
      subject: 'The demo profile',
      found: 'a profile with keys of its own',
      rule: 'saving others',
      detail: 'Leave out --demo to save a key for the real profile.',
    });
  }
  const key = await readKey(call, provider);
  const link = await call.connect(false);
  await openBudget(call, link);
  const status = await saveKey(call, link, { provider, key });
  const test = await testKey(link, provider).catch((error: unknown) => {
    // A provider that this version does not speak to has no test; the key is saved all the same.
    if (error instanceof RushesError && error.code === 'BAD_INPUT') return null;
    throw error;
  });
  screen.show({ ...status, test }, () => {
    const saved = `The key of ${provider} is saved in the ${sourceWord(status)}${status.last4 ? `; it ends in ${status.last4}` : ''}.`;
    return test === null ? saved : `${saved}\n${testText(test)}`;
  });
  if (status.source === 'memory' && link.local()) {
    screen.note(
      'This command ends now, and the key with it. Start `rushes work` first, or give the key in the environment.',
    );
  }
  return test === null || test.ok ? exits.done : exits.person;

  async function readKey(_call: Call, id: ProviderId): Promise<string> {
    const typed = world.stdin.isTTY
      ? await askHidden(world, `Key of ${id} (it is not shown): `)
      : await createInput(world.stdin).text('key', '-');
    const trimmed = typed.trim();
    if (trimmed !== '' && trimmed.length <= 1_000 && !/\s/.test(trimmed)) return trimmed;
    throw new RushesError('BAD_INPUT', {
      field: 'key',
      rule: 'one key of at most 1,000 characters, on standard input',
      found: trimmed === '' ? 'empty' : 'something else',
    });
  }
}

const openingBudget = 1_000;

/** A profile that never had credits: its person says with how many it begins. The API grants 1,000 where nobody is asked. */
async function openBudget({ world, json }: Call, link: Link): Promise<void> {
  if (json || !canAsk(world)) return;
  const { granted } = await link.ask((client) => client.credits.balance());
  if (granted > 0) return;
  const typed = await askLine(world, `Opening budget in credits [${openingBudget}]: `);
  const amount = wholeNumber('opening budget', typed === '' ? String(openingBudget) : short(typed), {
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
  });
  await link.ask((client) => client.credits.grant({ amount, key: 'opening-budget', note: 'opening budget' }));
}

type NewKey = { provider: ProviderId; key: string };

/** In the keychain; where none works, in memory, if the person agrees. Never in plain text on a disk. */
async function saveKey(call: Call, link: Link, { provider, key }: NewKey): Promise<KeyStatus> {
  const save = (memory: boolean): Promise<KeyStatus> =>
    link.ask((client) => client.keys.set({ provider, key, memory }));
  try {
    return await save(call.values.memory === true);
  } catch (error) {
    const absent =
      error instanceof RushesError && (error.code === 'KEYCHAIN_ABSENT' || error.code === 'KEYCHAIN_LOCKED');
    if (!absent || call.json || !canAsk(call.world)) throw error;
    if (link.local()) {
      call.screen.note(
        'No other Rushes runs on this profile, so the key could not be kept in memory either.',
      );
      throw error;
    }
    const state = error.code === 'KEYCHAIN_LOCKED' ? 'The keychain is locked' : 'No keychain works here';
    const answer = await askLine(
      call.world,
      `${state}. Keep the key in the memory of the Rushes that runs, until it ends? [y/N] `,
    );
    if (!/^y(es)?$/i.test(answer)) throw error;
    return save(true);
  }
}
