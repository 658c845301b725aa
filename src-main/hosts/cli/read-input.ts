import { createReadStream } from 'node:fs';
import { RushesError } from '../../../src-shared/contract/errors.ts';

/** Files and standard input that flags name. Standard input is read once, for one flag. */
export type Input = ReturnType<typeof createInput>;

/** Most bytes of a text that a flag names. */
const mostBytes = 2 * 1024 * 1024;

export function createInput(stdin: NodeJS.ReadStream) {
  let taken: string | null = null;

  const stream = (flag: string, file: string): AsyncIterable<Buffer> => {
    if (file !== '-') return createReadStream(file);
    if (taken !== null) {
      const rule = 'a file, because standard input can be read once';
      throw new RushesError('BAD_INPUT', { field: flag, rule, found: `-, as ${taken} is` });
    }
    taken = flag;
    return stdin;
  };

  const bytes = async (flag: string, file: string): Promise<Buffer> => {
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const part of stream(flag, file)) {
        parts.push(part);
        size += part.length;
        if (size > mostBytes) break;
      }
    } catch (error) {
      if (error instanceof RushesError) throw error;
      throw refused(flag, file, reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? 'unreadable');
    }
    if (size > mostBytes) throw refused(flag, file, 'larger than that');
    return Buffer.concat(parts);
  };

  const text = async (flag: string, file: string): Promise<string> => {
    const read = await bytes(flag, file);
    try {
      // Without a byte order mark, which is no part of a text.
      return new TextDecoder('utf-8', { fatal: true }).decode(read);
    } catch {
      throw refused(flag, file, 'not UTF-8');
    }
  };

  return {
    text,
    async json(flag: string, file: string): Promise<unknown> {
      const read = await text(flag, file);
      try {
        return JSON.parse(read) as unknown;
      } catch {
        throw new RushesError('BAD_INPUT', { field: flag, rule: 'a file of JSON', found: 'not JSON' });
      }
    },
  };
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  ENOTDIR: 'no such file',
  EACCES: 'not readable for you',
  EPERM: 'not readable for you',
};

const refused = (flag: string, file: string, found: string): RushesError =>
  new RushesError('BAD_INPUT', {
    field: flag,
    rule: 'a readable file of UTF-8 text of at most 2 MB, or - for standard input',
    found: `${found}${file === '-' ? '' : `: ${file}`}`,
  });
