import { connect, type Socket } from 'node:net';

/** HTTP byte by byte, for what no client would send. */
export type Heard = { status: number; headers: Record<string, string>; body: string; text: string };

export type Said = {
  method?: string;
  target?: string;
  /** `null` leaves the header out. */
  headers?: Record<string, string | null>;
  body?: string;
  version?: string;
  address?: string;
};

const crlf = '\r\n';

/** Sends exactly these bytes and hears everything until the other side ends, or is silent for a while. */
export function rawBytes(port: number, bytes: string | Buffer, address = '127.0.0.1'): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect({ port, host: address }, () => socket.write(bytes));
    const done = (): void => {
      socket.destroy();
      resolve(read(Buffer.concat(pieces).toString('latin1')));
    };
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if (isWhole(Buffer.concat(pieces).toString('latin1'))) done();
    });
    socket.on('close', done);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') done();
      else reject(error);
    });
  });
}

/** One request whose Host is the studio's, unless said otherwise. */
export function raw(port: number, said: Said = {}): Promise<Heard> {
  return rawBytes(port, requestText(port, said), said.address);
}

export function requestText(port: number, said: Said): string {
  const { method = 'GET', target = '/', version = '1.1', body = '' } = said;
  const headers: Record<string, string | null> = {
    Host: `127.0.0.1:${port}`,
    Connection: 'close',
    ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...said.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return [`${method} ${target} HTTP/${version}`, ...lines, '', body].join(crlf);
}

/** A connection that is left open. */
export function opened(port: number, bytes: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes, () => resolve(socket)));
    socket.on('error', () => undefined);
    socket.once('error', reject);
  });
}

function isWhole(text: string): boolean {
  const { headers, body, status } = read(text);
  if (status === 0) return false;
  if (status === 101) return true;
  return headers['content-length'] !== undefined && body.length >= Number(headers['content-length']);
}

function read(text: string): Heard {
  const at = text.indexOf(crlf + crlf);
  if (at < 0) return { status: 0, headers: {}, body: '', text };
  const [first = '', ...lines] = text.slice(0, at).split(crlf);
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(at + 4), text };
}
