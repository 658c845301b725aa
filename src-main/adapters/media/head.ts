import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { headBytes, type MediaType, mediaTypes, typeOf } from '../../../src-shared/domain/asset.ts';
import { maxFileBytes } from './limits.ts';
import { refusal } from './refusal.ts';

export type Source = { path: string; mime: MediaType; kind: 'image' | 'audio' | 'video' };

/** What the first bytes of a file say it is. Refused: what is no plain file, empty, too large or of none of the stored types. */
export async function sourceOf(path: string): Promise<Source> {
  // Without O_NONBLOCK the open of a named pipe waits for ever.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    throw error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? refusal('it is not there')
      : error;
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw refusal('it is not a plain file');
    if (stat.size === 0) throw refusal('it is empty');
    if (stat.size > maxFileBytes) throw refusal(`it is larger than ${maxFileBytes / 1024 / 1024} MB`);
    const head = new Uint8Array(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    const mime = typeOf(head.subarray(0, bytesRead));
    const kind = mime === null ? 'text' : mediaTypes[mime].kind;
    if (mime === null || kind === 'text')
      throw refusal('it is no picture, sound or video of a kind that is read here');
    return { path, mime, kind };
  } finally {
    await file.close();
  }
}
