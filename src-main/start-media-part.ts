import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaPart } from './api/base.ts';
import type { MediaPort } from './ports/media.ts';
import type { StartProgram } from './ports/programs.ts';

export type MediaPartOptions = {
  /** Where it goes in the profile. */
  folder: string;
  media: MediaPort;
  programs(): Promise<StartProgram>;
};

/** The optional part that decodes and encodes, as the contract tells and installs it. */
export function createMediaPart({ folder, media, programs }: MediaPartOptions): MediaPart {
  const status = async () => {
    const { partFacts } = await import('./adapters/media/part.ts');
    const codecs = await media.codecs();
    const inProfile = existsSync(join(folder, 'node_modules', 'node-av'));
    const from = codecs ? (inProfile ? ('profile' as const) : ('program' as const)) : ('nowhere' as const);
    return { codecs, from, part: partFacts() };
  };
  return {
    status,
    async install() {
      const { installPart } = await import('./adapters/media/part.ts');
      if (!(await media.codecs())) await installPart(folder, { startProgram: await programs() });
      // The child that was asked before the installation knows of none.
      await media.stop();
      return status();
    },
  };
}
