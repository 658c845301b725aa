import { join } from 'node:path';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import {
  checkOptions,
  checkPositionals,
  globalOptions,
  readArgs,
  short,
  splitCommand,
  textOf,
} from './args.ts';
import type { Call, Command } from './command.ts';
import { commands } from './commands/table.ts';
import { exitOfError, exits } from './exit-codes.ts';
import { helpOfAll, helpOfCommand } from './help.ts';
import { Interrupted, listenForInterrupts } from './interrupt.ts';
import { createLink, type Link } from './link.ts';
import { createScreen, type Screen } from './screen.ts';
import type { World } from './world.ts';

/** The command line: reads what was typed, runs one command, answers its exit code. Nothing is thrown out of here. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  const typed = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const screen = createScreen(world, {
    json: typed.includes('--json'),
    demo: typed.includes('--demo') || isDemoWished(typed, world),
    home: homeTyped(typed),
  });
  const interrupts = listenForInterrupts();
  const links: Link[] = [];
  let code: number;
  try {
    code = await dispatch(argv, { world, screen, links, interrupted: interrupts.signal });
  } catch (error) {
    code = told(error, screen);
  }
  try {
    for (const link of links) await link.close();
  } catch (error) {
    code = Math.max(code, told(error, screen));
  } finally {
    interrupts.stop();
  }
  return code;
}

/** `--demo-if-new` chooses the demo, in words, only where nobody has ever made a real profile. */
const isDemoWished = (typed: readonly string[], world: World): boolean =>
  typed.includes('--demo-if-new') && !world.hasProfile(world.homeOf(homeTyped(typed)));

function homeTyped(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((arg) => arg === '--home' || arg.startsWith('--home='));
  return argv[at] === '--home' ? argv[at + 1] : argv[at]?.slice('--home='.length);
}

function told(error: unknown, screen: Screen): number {
  if (error instanceof Interrupted) return error.exitCode;
  const known = error instanceof RushesError ? error : new RushesError('INTERNAL', {}, { cause: error });
  screen.fail(known);
  return exitOfError(known.code);
}

type Host = { world: World; screen: Screen; links: Link[]; interrupted: AbortSignal };

async function dispatch(argv: readonly string[], host: Host): Promise<number> {
  const { screen, world } = host;
  const { name, rest } = splitCommand(argv);
  if (name === null || name === 'help') return help(rest, host);
  const group = commands.filter((command) => command.name.split(' ')[0] === name);
  if (group.length === 0) throw unknownCommand(name);
  const args = readArgs(rest, { ...Object.assign({}, ...group.map((c) => c.options)), ...globalOptions });
  const command =
    group.find((c) => c.name === `${name} ${args.positionals[0]}`) ?? group.find((c) => c.name === name);
  const asked = args.values.help === true;
  if (!command) {
    if (asked) return showHelp(screen, group.map((c) => helpOfCommand(c)).join('\n\n'));
    const words = group.map((c) => c.name.split(' ')[1]).join(', ');
    const found = args.positionals[0];
    throw new RushesError('BAD_INPUT', {
      field: name,
      rule: `followed by one of ${words}`,
      found: found === undefined ? 'alone' : `followed by "${short(found)}"`,
    });
  }
  const positionals = args.positionals.slice(command.name.split(' ').length - 1);
  if (asked) return showHelp(screen, command.help?.(positionals) ?? helpOfCommand(command));
  checkPositionals(positionals.slice(0, command.narrow ? 1 : undefined), command.takes, command.usage);
  const options = command.narrow?.(positionals) ?? command.options;
  const what = command.narrow ? `${command.name} ${positionals[0]}` : command.name;
  checkOptions(args, { ...options, ...globalOptions }, what);
  checkPositionals(positionals, command.takes, command.usage);

  const home = world.homeOf(textOf(args.values, 'home'));
  const demo = screen.demo;
  const folder = demo ? join(home, 'demo') : home;
  const call: Call = {
    world,
    screen,
    json: screen.json,
    demo,
    folder,
    values: args.values,
    positionals,
    interrupted: host.interrupted,
    async connect(work, { studio } = { studio: false }) {
      const link = createLink(world, { folder, demo, work, studio }, host.interrupted);
      host.links.push(link);
      return link;
    },
  };
  return command.run(call);
}

function help(rest: readonly string[], { screen, world }: Host): number {
  const args = readArgs(rest, { ...globalOptions, version: { summary: 'print the version' } });
  if (args.values.version) {
    if (screen.json) screen.raw({ version: world.version }, 2);
    else screen.file(`${world.version}\n`);
    return exits.done;
  }
  checkOptions(args, { ...globalOptions, version: { summary: '' } }, 'help');
  const [name, ...more] = args.positionals;
  if (name === undefined) return showHelp(screen, helpOfAll(commands, world.version));
  const exact =
    commands.find((c) => c.name === args.positionals.join(' ')) ?? commands.find((c) => c.name === name);
  if (exact) return showHelp(screen, exact.help?.(more) ?? helpOfCommand(exact));
  const group = commands.filter((c) => c.name.startsWith(`${name} `));
  if (group.length === 0) throw unknownCommand(name);
  return showHelp(screen, group.map((c) => helpOfCommand(c)).join('\n\n'));
}

function showHelp(screen: Screen, text: string): number {
  screen.show({ help: text }, () => text);
  return exits.done;
}

const unknownCommand = (name: string): RushesError =>
  new RushesError('BAD_INPUT', {
    field: 'command',
    rule: `one of ${[...new Set(commands.filter(shown).map((c) => c.name.split(' ')[0]))].join(', ')}`,
    found: `"${short(name)}"`,
  });

const shown = (command: Command): boolean => !command.hidden;
