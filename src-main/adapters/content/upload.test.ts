import { expect, it } from 'vitest';
import { takeFile, type Upload } from './upload.ts';

/** A file as Electron hands it over: in one piece. */
async function* whole(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield file;
}

function disk(fails: (written: number) => boolean = () => false) {
  const pieces: Uint8Array[] = [];
  const happened: string[] = [];
  const upload: Upload = {
    async write(piece) {
      if (fails(pieces.length)) throw new Error('full');
      pieces.push(piece);
    },
    commit: async () => {
      happened.push('committed');
      return { input: 'file:1' } as never;
    },
    discard: async () => void happened.push('discarded'),
  };
  return { pieces, happened, begin: async () => upload };
}

it('a file that comes in one piece is written in small ones, and is the same file', async () => {
  const file = new Uint8Array(3 * 1024 ** 2 + 5).map((_, at) => at % 251);
  const { pieces, happened, begin } = disk();
  await takeFile({ name: 'voice.wav', bytes: file.length }, whole(file), begin);
  expect(pieces.map((piece) => piece.length)).toEqual([1024 ** 2, 1024 ** 2, 1024 ** 2, 5]);
  expect(Buffer.compare(Buffer.concat(pieces), file)).toBe(0);
  expect(happened).toEqual(['committed']);
});

it('a file that cannot be written leaves nothing', async () => {
  const { happened, begin } = disk((written) => written === 1);
  const file = new Uint8Array(2 * 1024 ** 2);
  await expect(takeFile({ name: 'voice.wav', bytes: file.length }, whole(file), begin)).rejects.toThrow(
    'full',
  );
  expect(happened).toEqual(['discarded']);
});
