import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Port, portOf, portPair } from './port.ts';

let folder: string;
let end: () => void;
let near: Socket;
let far: Socket;

/** Two ends of a real connection. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-port-'));
  const path = join(folder, 's');
  const server = createServer();
  const met = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  near = connect(path);
  far = await met;
  end = () => {
    near.destroy();
    far.destroy();
    server.close();
  };
});
afterEach(() => {
  end();
  rmSync(folder, { recursive: true, force: true });
});

/** The next `n` messages, again and again. */
function hearing(port: Port): (n: number) => Promise<unknown[]> {
  let all: unknown[] = [];
  let enough = (): void => undefined;
  port.on('message', (event) => {
    all.push((event as { data: unknown }).data);
    enough();
  });
  return (n) =>
    new Promise((resolve) => {
      enough = () => {
        if (all.length < n) return;
        const taken = all;
        all = [];
        resolve(taken);
      };
      enough();
    });
}
const closing = (port: Port): Promise<void> => new Promise((resolve) => port.on('close', () => resolve()));

describe('portOf', () => {
  it('carries texts and bytes of any length, in order', async () => {
    const sent = ['', 'a', 'é🎬\u0000', 'x'.repeat(300_000), new Uint8Array([0, 255, 1]), new Uint8Array()];
    const said = hearing(portOf(far))(sent.length);
    const port = portOf(near);
    for (const message of sent) port.postMessage(message);
    expect(await said).toEqual(sent);
  });

  it('puts messages together however the stream is cut', async () => {
    const texts = ['first', '', 'second é', 'x'.repeat(2_000)];
    const whole = Buffer.concat(
      texts.map((text) => {
        const body = Buffer.from(text);
        const head = Buffer.alloc(5);
        head.writeUInt32BE(body.length, 0);
        return Buffer.concat([head, body]);
      }),
    );
    const next = hearing(portOf(far));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 12 }), async (places) => {
        const said = next(texts.length);
        const cuts = [0, ...places.sort((a, b) => a - b), whole.length];
        for (const [i, from] of cuts.entries()) {
          const piece = whole.subarray(from, cuts[i + 1]);
          if (piece.length > 0) await new Promise((done) => near.write(piece, done));
        }
        expect(await said).toEqual(texts);
      }),
      { numRuns: 30 },
    );
  });

  it('says that it has closed, and says it again to whoever posts after that', async () => {
    const port = portOf(near);
    const closed = closing(port);
    far.destroy();
    await closed;
    const again = closing(port);
    port.postMessage('into nothing');
    await again;
  });

  it('cuts a reader off that does not read, instead of keeping everything for it', async () => {
    far.pause();
    const port = portOf(near);
    const closed = closing(port);
    const megabyte = 'x'.repeat(1024 * 1024);
    let posted = 0;
    while (!near.destroyed && posted < 200) {
      port.postMessage(megabyte);
      posted++;
    }
    await closed;
    expect(posted).toBeGreaterThan(60);
    expect(posted).toBeLessThan(70);
  });
});

describe('portPair', () => {
  it('carries messages both ways until it is closed, and then says so', async () => {
    const [a, b, close] = portPair();
    const said = Promise.all([hearing(a)(1), hearing(b)(1)]);
    a.postMessage('to b');
    b.postMessage('to a');
    expect(await said).toEqual([['to a'], ['to b']]);
    const closed = Promise.all([closing(a), closing(b)]);
    close();
    await closed;
    const again = closing(a);
    a.postMessage('into nothing');
    await again;
  });
});
