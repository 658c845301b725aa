import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/**
 * A message port over a stream: each message is 4 bytes of length, 1 byte of kind (text or bytes), and its body. It has
 * the shape that the contract's message-port transport wants: `postMessage`, and `message` and `close` events.
 */
export type Port = {
  postMessage(message: unknown): void;
  on(event: string, call: (data?: unknown) => void): void;
};

const headBytes = 5;
const kinds = { text: 0, bytes: 1 } as const;
/** A message longer than this (bytes) is no message of ours. A reader that leaves this much unread is cut off. */
const mostBytes = 64 * 1024 * 1024;

export function portOf(socket: Socket): Port {
  const port = new EventEmitter();
  let waiting: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (;;) {
      if (waiting.length < headBytes) return;
      const length = waiting.readUInt32BE(0);
      if (length > mostBytes) {
        socket.destroy();
        return;
      }
      if (waiting.length < headBytes + length) return;
      const body = waiting.subarray(headBytes, headBytes + length);
      const data = waiting[4] === kinds.text ? body.toString('utf8') : new Uint8Array(body);
      waiting = waiting.subarray(headBytes + length);
      port.emit('message', { data });
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => port.emit('close'));
  return {
    postMessage(message) {
      if (socket.writableLength > mostBytes) socket.destroy();
      // Said again, because what is asked over a port that has closed must be refused, not left waiting.
      if (socket.destroyed || !socket.writable) return void setImmediate(() => port.emit('close'));
      const text = typeof message === 'string';
      const body = text ? Buffer.from(message, 'utf8') : Buffer.from(message as Uint8Array);
      const head = Buffer.alloc(headBytes);
      head.writeUInt32BE(body.length, 0);
      head[4] = text ? kinds.text : kinds.bytes;
      socket.write(Buffer.concat([head, body]));
    },
    on: (event, call) => void port.on(event, call),
  };
}

/** Two ports joined in memory; what is posted is still text or bytes, so nothing crosses that could not cross a socket. */
export function portPair(): [Port, Port, () => void] {
  const ends = [new EventEmitter(), new EventEmitter()] as const;
  let open = true;
  const make = (own: EventEmitter, other: EventEmitter): Port => ({
    postMessage: (message) =>
      open
        ? queueMicrotask(() => other.emit('message', { data: message }))
        : void setImmediate(() => own.emit('close')),
    on: (event, call) => void own.on(event, call),
  });
  const close = (): void => {
    open = false;
    for (const end of ends) end.emit('close');
  };
  return [make(ends[0], ends[1]), make(ends[1], ends[0]), close];
}
