import type { Staged } from '../../../src-shared/contract/shapes.ts';
import type { Refusal } from './answers.ts';

/** One file that comes in, written as it comes. */
export type Upload = {
  write(chunk: Uint8Array): Promise<void>;
  /** The file is whole. Throws where it is none that is taken. */
  commit(): Promise<Staged>;
  /** Leaves nothing behind; safe at any time. */
  discard(): Promise<void>;
};

export type BeginUpload = (file: { name: string; bytes: number }) => Promise<Upload>;

/** What is told of a file before its first byte; `bytes` null where that is not told. */
export type FileHead = { name: string; bytes: number | null };

const mostBytes = 200 * 1024 * 1024;
const longestName = 255;
/** So much (bytes) is written in one go: what comes in one piece, as a whole file does in Electron, keeps nothing else waiting. */
const pieceBytes = 1024 * 1024;

/** What is wrong with a file that is about to come in, by what is told of it. */
export function fileRefusal({ name, bytes }: FileHead): Refusal | null {
  if (bytes === null) return { status: 411, why: 'The length of the file must be told before it.' };
  if (bytes > mostBytes) return { status: 413, why: `A file must be ${mostBytes / 1024 ** 2} MB at most.` };
  if (bytes === 0) return { status: 400, why: 'The file is empty.' };
  return name.length === 0 || name.length > longestName
    ? { status: 400, why: `The name of the file must have 1 to ${longestName} characters.` }
    : null;
}

/** Takes a file that `fileRefusal` let through. Throws what the engine refuses; then nothing of it is left. */
export async function takeFile(
  { name, bytes }: FileHead,
  chunks: AsyncIterable<Uint8Array>,
  begin: BeginUpload,
): Promise<Staged> {
  const upload = await begin({ name, bytes: bytes ?? 0 });
  try {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.byteLength; at += pieceBytes)
        await upload.write(chunk.subarray(at, at + pieceBytes));
    return await upload.commit();
  } catch (error) {
    await upload.discard();
    throw error;
  }
}
