import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connected, type Holder, hold } from '../profile/world.ts';

/** A process on the same machine that speaks nonsense to the socket: the engine goes on, and so do its other clients. */

const text = 0;
const bytes = 1;

function frame(kind: number, body: string | Buffer, length?: number): Buffer {
  const data = Buffer.from(body as string);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length ?? data.length, 0);
  head[4] = kind;
  return Buffer.concat([head, data]);
}

const request = (more: Record<string, unknown>, u = '/app/info'): string =>
  JSON.stringify({ i: '1', p: { u, ...more } });

const nonsense: [name: string, what: Buffer][] = [
  ['text that is no JSON', frame(text, 'hello')],
  ['JSON that is no message', frame(text, 'null')],
  ['a number', frame(text, '7')],
  ['a list', frame(text, '[1,2,3]')],
  ['an empty text', frame(text, '')],
  ['an empty message', frame(text, '{}')],
  ['a message without an address', frame(text, '{"i":"1","p":{}}')],
  ['a message whose address is no text', frame(text, '{"i":"1","p":{"u":7}}')],
  ['an address that is none', frame(text, '{"i":"1","p":{"u":"http://[" }}')],
  ['headers that are no record', frame(text, request({ h: 'x' }))],
  [
    'a form that is none',
    frame(text, request({ h: { 'content-type': 'multipart/form-data; boundary=x' }, b: 1 })),
  ],
  ['a file', frame(text, request({ h: { 'content-disposition': 'attachment; filename="a"' } }))],
  ['a stream as input', frame(text, request({ h: { 'content-type': 'text/event-stream' } }, '/jobs/get'))],
  ['a method that is none', frame(text, request({ m: 7 }))],
  ['an event for no stream', frame(text, '{"i":"9","t":3,"p":{"e":"message"}}')],
  ['an event that is none', frame(text, '{"i":"9","t":3}')],
  ['an abort of nothing', frame(text, '{"i":"9","t":4}')],
  ['a type that is none', frame(text, '{"i":"9","t":99,"p":{"u":"/app/info"}}')],
  [
    'metadata that leads nowhere',
    frame(text, request({ b: { json: {}, meta: [[0, 'a', 'b', 7]] } }, '/jobs/get')),
  ],
  ['a prototype', frame(text, request({ b: { json: {}, meta: [[1, '__proto__', 'x']] } }, '/jobs/get'))],
  ['bytes that are no JSON', frame(bytes, Buffer.from([0xff, 0, 1, 2]))],
  [
    'a blob as input',
    frame(bytes, Buffer.concat([Buffer.from(request({}, '/jobs/get')), Buffer.from([255, 1, 2])])),
  ],
  ['a kind that is none', frame(200, 'x')],
  ['a frame that is never ended', frame(text, 'abc', 1_000)],
  ['a frame longer than any', frame(text, 'abc', 0xffffffff)],
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['half a head', Buffer.from([0, 0])],
];

describe('the socket', () => {
  let holder: Holder;
  let ours: Connected;
  const folder = mkdtempSync(join(tmpdir(), 'rushes-garbage-'));
  const open: Socket[] = [];

  /** A raw connection that has said something, once the engine has had it. */
  function say(what: Buffer): Promise<Socket> {
    const socket = connect(join(folder, 'engine.sock'));
    open.push(socket);
    socket.resume();
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => socket.write(what, () => resolve(socket)));
    });
  }
  /** Two round trips by another client: what was said before them was read and dealt with. */
  const alive = async (): Promise<void> => {
    await ours.client.app.info();
    expect((await ours.client.app.info()).pid).toBe(holder.pid);
  };

  beforeAll(async () => {
    holder = await hold({ folder });
    ours = await holder.connect();
  });
  afterAll(async () => {
    for (const socket of open) socket.destroy();
    ours.close();
    expect(await holder.end()).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, what] of nonsense) {
    it(`lives on after ${name}`, async () => {
      const socket = await say(what);
      await alive();
      socket.end();
      await alive();
      expect(holder.child.exitCode).toBe(null);
    });
  }

  it('lives on after anything', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant('/jobs/create'), fc.constant('/app/events'));
    const message = fc.record(
      { i: value, t: fc.oneof(fc.constant(1), fc.constant(3), fc.constant(4), value), p: value },
      { requiredKeys: [] },
    );
    const addressed = fc.record({
      i: fc.string(),
      p: fc.record({
        u: fc.constantFrom('/jobs/get', '/app/events', '/keys/set'),
        h: value,
        b: value,
        m: value,
      }),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(message, addressed, value), fc.boolean(), async (what, cut) => {
        const whole = frame(text, JSON.stringify(what) ?? '');
        const socket = await say(cut ? whole.subarray(0, whole.length / 2) : whole);
        await alive();
        socket.destroy();
      }),
      { numRuns: 150 },
    );
    expect(holder.child.exitCode).toBe(null);
  });

  it('closes a connection whose frame is longer than any, and takes no memory for it', async () => {
    const socket = await say(frame(text, '', 64 * 1024 * 1024 + 1));
    await new Promise((resolve) => socket.once('close', resolve));
    await alive();
  });
});
