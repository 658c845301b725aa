import type { IncomingMessage } from 'node:http';
import type { Staged } from '../../../src-shared/contract/shapes.ts';
import type { Refusal } from '../../adapters/content/answers.ts';
import { type BeginUpload, type FileHead, fileRefusal, takeFile } from '../../adapters/content/upload.ts';
import { isEncoded } from './body.ts';
import { queryOf } from './gates.ts';

/** What is wrong with an upload by its headers, before a byte of it is read. */
export const uploadRefusal = (request: IncomingMessage): Refusal | null =>
  isEncoded(request)
    ? { status: 415, why: 'The file must come as it is, not packed.' }
    : fileRefusal(headOf(request));

/** Takes a file that `uploadRefusal` let through. Throws what the engine refuses; then nothing of it is left. */
export const takeUpload = (request: IncomingMessage, begin: BeginUpload): Promise<Staged> =>
  takeFile(headOf(request), request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>, begin);

function headOf(request: IncomingMessage): FileHead {
  const length = request.headers['content-length'];
  return {
    name: queryOf(request.url ?? '').get('name') ?? '',
    bytes: length === undefined ? null : Number(length),
  };
}
