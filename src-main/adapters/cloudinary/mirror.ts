import { type FileHandle, open } from 'node:fs/promises';
import * as z from 'zod';
import type {
  MirrorExchange,
  MirrorFile,
  MirrorPort,
  PutOutcome,
  RemoveOutcome,
} from '../../ports/mirror.ts';
import type { KeyOutcome } from '../../ports/provider.ts';
import { isDocument, jsonOf } from '../net/answer.ts';
import { type Answer, ask, type Timeouts, usualTimeouts } from '../net/line.ts';
import { createTransport } from '../net/transport.ts';
import { type Account, parseCloudinaryKey } from './key.ts';
import { isCloudinary, linksOf, nameOf, resourceTypeOf } from './names.ts';
import { cleanWords, keyShape, keyTrouble, refusedFile, strangeAnswer, troubleOf } from './outcome.ts';
import { converse, loadSdk, type Wire } from './talk.ts';
import { sendFile } from './upload.ts';

/**
 * Cloudinary as the second home of files: uploads and removals by the vendor's SDK, with everything it needs given to each call.
 * Putting and removing may be repeated: the name is the path in the tree, overwritten.
 * Whether the key is good is asked plainly: the SDK's Admin API has no time-out that ends anything, and what it rejects with
 * holds the key.
 */
export type CloudinaryOptions = {
  /** `cloudinary://API_KEY:API_SECRET@CLOUD_NAME`, asked for at each call. */
  key: () => Promise<string | null>;
  /** The SDK's `upload_prefix`, as RUSHES_CLOUDINARY_URL has it; null: the real hosts. */
  baseUrl: () => Promise<string | null>;
  /**
   * `idleMs`: how long the connection may take no byte; `headersMs`: how long an answer may take once all was sent;
   * `connectMs` for the questions about the key only.
   */
  timeouts?: Partial<Timeouts>;
};

const apiOrigin = 'https://api.cloudinary.com';
/** Joining the chunks of a large film takes Cloudinary a while. */
const uploadAnswerMs = 120_000;

export function createCloudinary(options: CloudinaryOptions): MirrorPort {
  const timeouts: Timeouts = { ...usualTimeouts, ...options.timeouts };
  const callTimeouts: Timeouts = { ...usualTimeouts, headersMs: uploadAnswerMs, ...options.timeouts };
  const send = createTransport({ connectMs: timeouts.connectMs });
  const base = async () => (await options.baseUrl())?.replace(/\/+$/, '') ?? null;
  const account = async () => {
    const key = await options.key();
    return { key, account: key ? parseCloudinaryKey(key) : null };
  };
  const ping = async (signal: AbortSignal, as: Account | null) => {
    const url = `${(await base()) ?? apiOrigin}/v1_1/${as?.cloudName ?? 'demo'}/ping`;
    return ask(url, { headers: as ? { authorization: basic(as) } : {} }, { send, signal, timeouts });
  };

  return {
    id: 'cloudinary',

    async put(file, exchange) {
      const { key, account: as } = await account();
      if (!as) return keyTrouble(key);
      const wire = { account: as, base: await base(), timeouts: callTimeouts, signal: exchange.signal };
      const handle = await openFile(file);
      if (typeof handle === 'string') return refusedFile(file.path, handle);
      try {
        return await put(wire, { file, handle, exchange });
      } finally {
        await handle.close();
      }
    },

    async remove({ publicId, mime }, signal) {
      const { key, account: as } = await account();
      if (!as) return keyTrouble(key);
      const wire = { account: as, base: await base(), timeouts: callTimeouts, signal };
      return remove(wire, { publicId, mime });
    },

    async testKey(signal): Promise<KeyOutcome> {
      const { key, account: as } = await account();
      if (!key) return { kind: 'refused', detail: 'There is no key.' };
      if (!as) return { kind: 'refused', detail: keyShape };
      const heard = await ping(signal, as);
      return heard.kind === 'answer'
        ? keyOutcome(heard, as)
        : { kind: 'unreachable', detail: 'Cloudinary did not answer.' };
    },

    async reachable(signal) {
      const heard = await ping(signal, (await account()).account);
      return heard.kind === 'answer' && isDocument(heard.text);
    },
  };
}

type Put = { file: MirrorFile; handle: FileHandle; exchange: MirrorExchange };

async function put(wire: Wire, { file, handle, exchange }: Put): Promise<PutOutcome> {
  const name = nameOf(file);
  const heard = await sendFile(wire, {
    handle,
    bytes: file.bytes,
    name,
    isFilm: file.mime.startsWith('video/'),
    preset: exchange.preset,
    progress: exchange.progress,
  });
  if (heard.kind === 'unread') return refusedFile(file.path, heard.rule);
  if (heard.kind !== 'answer') return troubleOf(heard, wire.account);
  const said = uploadReply.safeParse(heard.json);
  const url = said.success ? plainLink(said.data.secure_url, wire.base) : null;
  if (!said.success || !url || said.data.public_id !== name.publicId) return strangeAnswer();
  const links = linksOf(await loadSdk(), wire, { name, mime: file.mime, version: said.data.version });
  return { kind: 'stored', mirrored: { publicId: name.publicId, url, ...links } };
}

async function remove(
  wire: Wire,
  { publicId, mime }: { publicId: string; mime: string },
): Promise<RemoveOutcome> {
  const heard = await converse(wire, ({ sdk, options, settle }) => {
    const asked = {
      ...options,
      resource_type: resourceTypeOf(mime),
      invalidate: true,
      disable_promises: true,
    };
    // The SDK's types leave out that a callback may follow the options.
    const destroy: (publicId: string, asked: object, answer: Answered) => unknown = sdk.uploader.destroy;
    void destroy(publicId, asked, (failure, json) =>
      settle(failure ? { kind: 'failed', failure } : { kind: 'answer', json }),
    );
  });
  if (heard.kind !== 'answer') return troubleOf(heard, wire.account);
  return destroyReply.safeParse(heard.json).success ? { kind: 'gone' } : strangeAnswer();
}

type Answered = (failure: unknown, json?: unknown) => void;

const uploadReply = z.object({ public_id: z.string(), secure_url: z.string(), version: z.number() });
const destroyReply = z.object({ result: z.enum(['ok', 'not found']) });
const pingReply = z.object({ status: z.literal('ok') });
const errorReply = z.object({ error: z.object({ message: z.string() }) });

/** Opened once, so that every chunk is of the same file; a text says what it should have been. */
async function openFile({ absolute, bytes }: MirrorFile): Promise<FileHandle | string> {
  let handle: FileHandle;
  try {
    handle = await open(absolute, 'r');
  } catch {
    return 'it is gone or cannot be read';
  }
  const found = await handle.stat();
  if (found.isFile() && found.size === bytes && bytes > 0) return handle;
  await handle.close();
  return bytes > 0 ? 'it is not the file that was stored' : 'it is empty';
}

/** An address from outside, without a query; null unless it is https, or of the origin that stands in for Cloudinary. */
function plainLink(said: string, base: string | null): string | null {
  const url = URL.parse(said);
  if (!url || url.username || url.password) return null;
  if (isCloudinary(base) ? url.protocol !== 'https:' : url.origin !== URL.parse(base ?? '')?.origin)
    return null;
  return `${url.origin}${url.pathname}`;
}

const basic = ({ apiKey, apiSecret }: Account): string =>
  `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;

function keyOutcome(answer: Answer, account: Account): KeyOutcome {
  const json = jsonOf(answer.text);
  if (answer.status === 200 && pingReply.safeParse(json).success)
    return { kind: 'ok', detail: 'The key works.' };
  const said = errorReply.safeParse(json);
  if (!said.success) return { kind: 'unreachable', detail: 'Something that is not Cloudinary answered.' };
  const words = cleanWords(said.data.error.message, account) ?? `status ${answer.status}`;
  return [401, 403, 404].includes(answer.status)
    ? { kind: 'refused', detail: `Cloudinary does not accept the key: ${words}` }
    : { kind: 'unreachable', detail: `Cloudinary could not tell: ${words}` };
}
