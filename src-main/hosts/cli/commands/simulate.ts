import { RushesError } from '../../../../src-shared/contract/errors.ts';
import { textOf } from '../args.ts';
import type { Command } from '../command.ts';
import { exits } from '../exit-codes.ts';

export const simulateCommand: Command = {
  name: 'simulate',
  usage: 'simulate [--port N]',
  summary: 'run simulated providers on this machine until interrupted; prints their addresses',
  options: {
    port: { value: 'N', summary: 'port on 127.0.0.1 (a free one)', whole: { min: 0, max: 65_535 } },
  },
  takes: [],
  async run({ values, world, screen, interrupted }) {
    const port = textOf(values, 'port');
    const end = AbortSignal.any([interrupted, screen.readerGone]);
    try {
      await world.simulate(Number(port ?? 0), (urls) => screen.raw(urls, 0), end);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
      const found = code === 'EACCES' ? `${port}, which needs more rights` : `${port}, which is taken`;
      throw new RushesError(
        'BAD_INPUT',
        { field: '--port', rule: 'a port that is free', found },
        { cause: error },
      );
    }
    return exits.done;
  },
};
