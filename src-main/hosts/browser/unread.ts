import type { Refusal } from '../../adapters/content/answers.ts';
import { gates } from './gates.ts';

/** What became of a request that could not be read as HTTP: the parser's word, and the bytes it was given. */
export type Unread = Error & { code?: string; rawPacket?: Buffer };

/** Far more than our own requests have in front. */
const headBytes = 16 * 1024;

/** The refusal of a request that the parser threw away. A method that nobody knows meets the same gates as one that is known. */
export function asUnread({ code, rawPacket }: Unread, port: number): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, why: 'The head of the request is too long.' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, why: 'The request took too long.' };
  if (code !== 'HPE_INVALID_METHOD') return { status: 400, why: 'This is not a request.' };
  const head = rawPacket?.subarray(0, headBytes).toString('latin1') ?? '';
  const [line = '', ...lines] = (head.split('\r\n\r\n', 1)[0] ?? '').split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const rawHeaders = lines.flatMap((one) => {
    const at = one.indexOf(':');
    return at < 0 ? [] : [one.slice(0, at), one.slice(at + 1).trim()];
  });
  const refusal = gates({ method, target, rawHeaders, upgrade: false }, port);
  return refusal ?? { status: 405, why: 'There is no such method.', allow: 'GET, HEAD' };
}
