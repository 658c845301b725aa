import { resolve } from 'node:path';
import { RushesError } from '../../../../src-shared/contract/errors.ts';
import { textOf } from '../args.ts';
import type { Call, Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { table } from '../table.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [--backup | --restore FILE | --bundle FILE]',
  summary: 'examine the profile',
  options: {
    backup: { summary: 'write a proven copy of the database into the folder `backups`' },
    restore: { value: 'FILE', summary: 'put a backup in the place of the database, which is kept beside it' },
    bundle: { value: 'FILE', summary: 'write a report without prompts and keys' },
  },
  takes: [],
  run,
};

async function run(call: Call): Promise<number> {
  const asked = ['backup', 'restore', 'bundle'].filter((name) => call.values[name] !== undefined);
  if (asked.length > 1) {
    throw new RushesError('BAD_INPUT', {
      field: `--${asked[1]}`,
      rule: `left out where --${asked[0]} is given`,
      found: 'given as well',
    });
  }
  const file = textOf(call.values, 'restore');
  if (file !== undefined) return restore(call, resolve(file));
  const link = await call.connect(false);
  const bundle = textOf(call.values, 'bundle');
  if (call.values.backup || bundle !== undefined) {
    // The engine may live in a process with another working folder.
    const made = await link.ask((client) =>
      bundle === undefined ? client.app.backup() : client.app.bundle({ file: resolve(bundle) }),
    );
    call.screen.show(made, () => `Written: ${made.path} (${made.bytes} bytes)`);
    return exits.done;
  }
  const report = await link.ask((client) => client.app.doctor());
  call.screen.show(report, () => {
    const { paint } = call.screen;
    const rows = report.checks.map((check) => [check.ok ? 'ok' : 'WRONG', check.name, check.detail]);
    const verdict = report.ok
      ? paint('green', 'All is well.')
      : paint('red', 'Something is wrong: see above.');
    return `${table([{ title: '' }, { title: 'CHECK' }, { title: 'FOUND' }], rows)}\n\n${verdict}`;
  });
  return report.ok ? exits.done : exits.failed;
}

const paused =
  'The queue is paused: a job that was sent after the backup was made may wait in it again. Look at `rushes jobs`, then `rushes resume`.';

/** Works without an engine, because the database may be past opening. */
function restore(call: Call, file: string): number {
  const putAside = call.world.restore(call.folder, file);
  call.screen.show({ restored: file, putAside }, () =>
    putAside === null
      ? `Restored ${file}. There was no database before.\n${paused}`
      : `Restored ${file}.\nThe database that was there is kept as ${putAside}.\n${paused}`,
  );
  return exits.done;
}
