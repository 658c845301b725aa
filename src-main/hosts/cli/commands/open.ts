import { dirname } from 'node:path';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { pause } from '../interrupt.ts';

export const openCommand: Command = {
  name: 'open',
  usage: 'open [--no-browser] [--new-link]',
  summary: 'open the studio in a browser; where none runs yet, run it here until interrupted',
  options: {
    'no-browser': { summary: 'only print its address, which is good once and for a minute' },
    'new-link': { summary: 'end every session first: pages that are open are signed out' },
    'demo-if-new': { summary: 'the demo profile where this machine has no profile yet' },
  },
  takes: [],
  run,
};

/** How often (ms) a process looks whether it is to end; what ends it fires at once. */
const longMs = 3_600_000;

async function run(call: Call): Promise<number> {
  const { screen, world, values, interrupted } = call;
  if (values['demo-if-new'] === true && call.demo && !world.hasProfile(dirname(call.folder)))
    screen.note(
      'This machine has no Rushes profile yet: this is the demo. Nothing is paid, and nothing of it stays in a real profile.',
    );
  const link = await call.connect(true, { studio: true });
  const { url } = await link.ask((client) => client.studio.link({ fresh: values['new-link'] === true }));
  const here = link.local();
  const shown = values['no-browser'] !== true && (await world.browse(url));
  screen.address(
    url,
    shown
      ? 'The studio is open in your browser. Its address, good once and for a minute:'
      : 'The studio, good once and for a minute:',
  );
  if (!here) return exits.done;
  screen.note('It runs until you press Ctrl-C. A new address: `rushes open` in another terminal.');
  while (!interrupted.aborted) await pause(longMs, interrupted);
  return exits.done;
}
