import { createInterface } from 'node:readline';
import type { Timeouts } from '../../src-main/adapters/net/line.ts';
import { asRushesError } from '../../src-main/engine/db/db.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { startEngine } from '../../src-main/start-engine.ts';
import { type GivenWorld, takeFromEnv } from '../../src-main/start-given.ts';
import { RushesError, stored } from '../../src-shared/contract/errors.ts';

/**
 * A process that holds a profile as the program does: `node holder.ts '{"folder": ..., "work": true}'`. It tells one line
 * when it is ready or why it is not; a line on its stdin ends it in order, the end of its stdin at once.
 */
export type HolderOptions = {
  folder: string;
  demo?: boolean;
  work?: boolean;
  timeouts?: Partial<Timeouts>;
};

const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

async function hold(options: HolderOptions, given: GivenWorld): Promise<void> {
  const profile = openProfile(options.folder);
  if (!profile) return say({ held: true });
  const running = await startEngine({
    profile,
    demo: options.demo ?? false,
    work: options.work ?? false,
    version: '0.0.0-test',
    given,
    ...(options.timeouts ? { timeouts: options.timeouts } : {}),
  });
  const lines = createInterface({ input: process.stdin });
  lines.once('line', () => void running.stop().then(() => process.exit(0)));
  lines.once('close', () => process.exit(9));
  say({ ready: process.pid, env: Object.keys(process.env) });
}

try {
  await hold(JSON.parse(process.argv[2] ?? '{}') as HolderOptions, takeFromEnv(process.env));
} catch (error) {
  const told = asRushesError(error, '');
  if (!(told instanceof RushesError)) throw error;
  say({ error: stored(told) });
  process.exitCode = 1;
}
