import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the pictures and voices that come with Rushes: from the sources one folder up, from a built program or a chunk of it one or two. */
export function samplesFolder(): string {
  const places = ['../resources/samples', '../../resources/samples', '../../../resources/samples'].map((at) =>
    join(import.meta.dirname, at),
  );
  return places.find((path) => existsSync(path)) ?? (places[0] as string);
}
