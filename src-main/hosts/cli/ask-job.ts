import type { Job } from '../../../src-shared/contract/shapes.ts';
import { idOf } from './args.ts';
import type { Call } from './command.ts';

/** The job that the first argument of a command names. */
export async function askJob(call: Call): Promise<Job> {
  const id = idOf(call.positionals[0], 'JOB');
  const link = await call.connect(false);
  return (await link.ask((client) => client.jobs.get({ job: id }))).job;
}
