import type { IncomingMessage } from 'node:http';
import type { Staged } from '../../../src-shared/contract/shapes.ts';
import { isEncoded } from './body.ts';
import { queryOf, type Refusal } from './gates.ts';

/** One file that comes in, written as it comes. */
export type Upload = {
  write(chunk: Uint8Array): Promise<void>;
  /** The file is whole. Throws where it is none that is taken. */
  commit(): Promise<Staged>;
  /** Leaves nothing behind; safe at any time. */
  discard(): Promise<void>;
};

export type BeginUpload = (file: { name: string; bytes: number }) => Promise<Upload>;

const mostBytes = 200 * 1024 * 1024;
const longestName = 255;

/** What is wrong with an upload by its headers, before a byte of it is read. */
export function uploadRefusal(request: IncomingMessage): Refusal | null {
  const length = request.headers['content-length'];
  if (isEncoded(request)) return { status: 415, why: 'The file must come as it is, not packed.' };
  if (length === undefined) return { status: 411, why: 'The length of the file must be told before it.' };
  if (Number(length) > mostBytes)
    return { status: 413, why: `A file must be ${mostBytes / 1024 ** 2} MB at most.` };
  if (Number(length) === 0) return { status: 400, why: 'The file is empty.' };
  const name = queryOf(request.url ?? '').get('name') ?? '';
  return name.length === 0 || name.length > longestName
    ? { status: 400, why: `The name of the file must have 1 to ${longestName} characters.` }
    : null;
}

/** Takes a file that `uploadRefusal` let through. Throws what the engine refuses; then nothing of it is left. */
export async function takeUpload(request: IncomingMessage, begin: BeginUpload): Promise<Staged> {
  const name = queryOf(request.url ?? '').get('name') ?? '';
  const upload = await begin({ name, bytes: Number(request.headers['content-length']) });
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
      await upload.write(chunk);
    return await upload.commit();
  } catch (error) {
    await upload.discard();
    throw error;
  }
}
