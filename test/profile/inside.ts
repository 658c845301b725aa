import { type Client, clientOf } from '../../src-main/api/client.ts';
import { portPair } from '../../src-main/engine/profile/port.ts';
import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { type Running, startEngine } from '../../src-main/start-engine.ts';
import type { GivenWorld } from '../../src-main/start-given.ts';

/** A whole engine in this process, for what does not need a process to die. */
export type Inside = { client: Client; running: Running; stop(): Promise<void> };

export type InsideOptions = { work?: boolean; given?: Partial<GivenWorld> };

/** Opens the profile and serves it to a client. Throws what the start of the program would tell. */
export async function openInside(folder: string, { work, given }: InsideOptions = {}): Promise<Inside> {
  const profile = openProfile(folder);
  if (!profile) throw new Error('the profile is held');
  const running = await startEngine({
    profile,
    demo: false,
    work: work ?? false,
    version: '0.0.0-test',
    given: { keys: {}, urls: {}, ...given },
  }).catch((error: unknown) => {
    profile.close();
    throw error;
  });
  const [ours, theirs, close] = portPair();
  running.serve(theirs);
  return {
    client: clientOf(ours),
    running,
    async stop() {
      await running.stop();
      close();
    },
  };
}
