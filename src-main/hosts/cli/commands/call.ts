import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { Client } from '../../../api/client.ts';
import { short, textOf } from '../args.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { Interrupted } from '../interrupt.ts';
import { createInput } from '../read-input.ts';

export const callCommand: Command = {
  name: 'call',
  usage: 'call PATH [--json-in FILE|-]',
  summary:
    'any call of the contract, such as `call jobs.get --json-in -`; `call app.events` prints a line per event',
  options: { 'json-in': { value: 'FILE|-', summary: 'its input as JSON' } },
  takes: ['PATH'],
  run,
};

/** Every path of the contract, which is loaded for this command only. */
async function allPaths(): Promise<string[]> {
  const { contract } = await import('../../../../src-shared/contract/contract.ts');
  return Object.entries(contract).flatMap(([group, calls]) =>
    Object.keys(calls).map((name) => `${group}.${name}`),
  );
}

type AnyCall = (input: unknown) => Promise<unknown>;

async function run(call: Call): Promise<number> {
  const path = call.positionals[0] ?? '';
  const paths = await allPaths();
  if (!paths.includes(path)) {
    throw new RushesError('BAD_INPUT', {
      field: 'PATH',
      rule: `one of ${paths.join(', ')}`,
      found: `"${short(path)}"`,
    });
  }
  const file = textOf(call.values, 'json-in');
  const input = file === undefined ? undefined : await createInput(call.world.stdin).json('--json-in', file);
  if (path === 'app.events') return printEvents(call);
  const link = await call.connect(false);
  const answer = await link.ask((client) => callOf(client, path)(input));
  call.screen.raw(answer, 2);
  return exits.done;
}

function callOf(client: Client, path: string): AnyCall {
  const [group = '', name = ''] = path.split('.');
  return (client as unknown as Record<string, Record<string, AnyCall>>)[group]?.[name] as AnyCall;
}

/**
 * Until interrupted, which is how it is meant to end. It holds the profile for long, so it works like `rushes work`: a
 * `run` beside it would otherwise wait for an engine that sends nothing.
 */
async function printEvents(call: Call): Promise<number> {
  const link = await call.connect(true);
  const end = AbortSignal.any([call.interrupted, call.screen.readerGone]);
  try {
    for await (const event of link.events(end)) call.screen.raw(event, 0);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return exits.done;
}
