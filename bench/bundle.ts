import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown';
import { newFolder, root } from './place.ts';

/** Builds programs of the bench exactly as `npm run build` builds the program. Answers the folder of `NAME.mjs`. */
export async function bundled(programs: Record<string, string>): Promise<string> {
  const { default: config } = (await import(pathToFileURL(join(root, 'rolldown.config.mjs')).href)) as {
    default: InputOptions & { output: OutputOptions };
  };
  const { output, ...options } = config;
  const folder = newFolder('programs');
  const input = Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, join(root, file)]));
  const bundle = await rolldown({ ...options, input, cwd: root });
  await bundle.write({ ...output, dir: folder });
  await bundle.close();
  return folder;
}
