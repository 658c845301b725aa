import { PassThrough } from 'node:stream';
import type { Client } from '../../api/client.ts';
import { runCli } from './run-cli.ts';
import type { SessionOptions, World } from './world.ts';

type Ran = {
  code: number;
  out: string;
  err: string;
  opened: SessionOptions[];
  closed: number;
  browsed: string[];
};

/** For tests: runs the command line on an engine that answers with these calls. */
export async function run(argv: string[], calls: unknown = {}): Promise<Ran> {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  streams.stdin.end('');
  const ran: Ran = { code: -1, out: '', err: '', opened: [], closed: 0, browsed: [] };
  streams.stdout.on('data', (chunk: Buffer) => {
    ran.out += chunk.toString();
  });
  streams.stderr.on('data', (chunk: Buffer) => {
    ran.err += chunk.toString();
  });
  const world = {
    version: '1.2.3',
    ...streams,
    samples: '/samples',
    homeOf: (flag: string | undefined) => flag ?? '/home',
    hasProfile: (folder: string) => folder === '/used',
    browse: async (url: string) => {
      ran.browsed.push(url);
      return true;
    },
    now: () => 0,
    open: async (options: SessionOptions) => {
      ran.opened.push(options);
      const close = async (): Promise<void> => {
        ran.closed++;
      };
      return {
        client: calls as Client,
        local: !options.studio,
        lost: new Promise<void>(() => undefined),
        close,
      };
    },
    restore: () => null,
    simulate: async () => undefined,
    redact: (text: string) => text.replaceAll('hunter2', '[secret]'),
  };
  ran.code = await runCli(argv, world as unknown as World);
  await new Promise((resolve) => setImmediate(resolve));
  return ran;
}
