import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { UploadFile, UploadOutcome } from '../../ports/provider.ts';
import { isOk, jsonOf, mimeOf, retryAfterMs, wordsOf } from '../net/answer.ts';
import { type Answer, ask, type Seen } from '../net/line.ts';
import { type Desk, unreachable } from './desk.ts';
import { type Loading, mayLoad } from './download.ts';
import { faultOf } from './poll.ts';
import { refusal } from './refusal.ts';
import { complaintOf, submitVerdict, uploadLinks } from './wire.ts';

/**
 * Puts a file into fal's storage: fal names an address, the bytes go there without a key (providers.md B.4). One try of
 * each. The address comes from outside and is checked as a download's is, before it is asked.
 */

/** Up to here fal takes a file in one piece; nothing that a workflow sends is near it. */
const mostBytes = 90 * 1024 ** 2;

export async function upload(desk: Desk, file: UploadFile, loading: Loading): Promise<UploadOutcome> {
  const key = await desk.key();
  if (!key) return refusal('KEY_MISSING', { wait: 'key' });
  if (file.bytes > mostBytes)
    return refusal('media_refused', { subject: file.name, rule: 'fal takes files of 90 MB at most' });
  const source = await openWhole(file);
  if (!source) return refusal('input_missing', { subject: file.name });
  try {
    const named = await desk.initiate({ content_type: file.mime, file_name: file.name }, loading.signal, key);
    if (named.kind !== 'answer' || !isOk(named)) return no(named, key);
    const links = uploadLinks.safeParse(jsonOf(named.text));
    if (!links.success) return away(named, key);
    const { upload_url, file_url } = links.data;
    const [to, at] = [URL.parse(upload_url), URL.parse(file_url)];
    if (!to || !at || !mayLoad(to, loading.base) || !mayLoad(at, loading.base))
      return refusal('result_refused', { rule: 'an upload to an address of fal was expected' });
    const headers = { 'content-type': file.mime, 'content-length': String(file.bytes) };
    const put = await ask(to.href, { method: 'PUT', headers, body: exactly(source, file.bytes) }, loading);
    return put.kind === 'answer' && isOk(put) && isStored(put)
      ? { kind: 'stored', url: at.href }
      : no(put, null);
  } finally {
    await source.close().catch(() => undefined);
  }
}

/** The file, where it is a plain one of the length that was told; a link is not followed. */
async function openWhole({ absolute, bytes }: UploadFile): Promise<FileHandle | null> {
  let handle: FileHandle;
  try {
    handle = await open(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return null;
  }
  const found = await handle.stat().catch(() => null);
  if (found?.isFile() && found.size === bytes) return handle;
  await handle.close().catch(() => undefined);
  return null;
}

/** Throws rather than end short: the other side would wait for the rest. */
async function* exactly(handle: FileHandle, bytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = bytes;
  for await (const piece of handle.createReadStream({ start: 0, autoClose: false })) {
    left -= piece.byteLength;
    if (left < 0) break;
    yield piece;
  }
  if (left !== 0) throw new Error('the file changed while it was read');
}

/** What a storage says after it took a file is its own affair; a page, or an error that is told late, is none of it. */
function isStored({ headers, text }: Answer): boolean {
  const json = jsonOf(text);
  const isError = typeof json === 'object' && json !== null && 'error' in json;
  return !isError && mimeOf(headers.get('content-type')) !== 'text/html';
}

/** An answer that is not the one hoped for, by the table of a submit. `key`: the one that went along, if one did. */
function no(heard: Seen, key: string | null): UploadOutcome {
  if (heard.kind !== 'answer') return away(heard, key);
  const complaint = complaintOf(heard.status, heard.headers, jsonOf(heard.text));
  const verdict = complaint && submitVerdict(complaint);
  if (!complaint || verdict?.is !== 'refused') return away(heard, key);
  // There is no model here to be gone; and where no key went along, the link was refused, and a new one is the remedy.
  const ofLink = key === null && (verdict.code === 'key_refused' || verdict.code === 'not_permitted');
  if (ofLink || verdict.code === 'model_gone') return away(heard, key);
  const after = verdict.wait === 'busy' ? retryAfterMs(heard.headers) : null;
  return refusal(verdict.code, { wait: verdict.wait, retryAfterMs: after, ...faultOf(complaint, key) });
}

function away(heard: Seen, key: string | null): UploadOutcome {
  if (heard.kind !== 'answer') return { kind: 'unreachable', error: unreachable(), retryAfterMs: null };
  const complaint = complaintOf(heard.status, heard.headers, jsonOf(heard.text));
  const detail = wordsOf(complaint?.text, key);
  return { kind: 'unreachable', error: unreachable(detail), retryAfterMs: retryAfterMs(heard.headers) };
}
