import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startTestHost, type TestHost } from '../../../test/hosting/host.ts';
import type { Page } from '../../../test/hosting/pages.ts';
import { raw } from '../../../test/hosting/raw.ts';

/** security.md 2.4: L4, L5, and what a socket may carry. */

let at: TestHost;
let page: Page;
beforeEach(async () => {
  at = await startTestHost();
  page = await at.signIn();
});
afterEach(() => at.remove());

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

/** The status of a handshake that has everything but what is changed. */
async function shake(headers: Record<string, string | null> = {}, target = '/socket'): Promise<number> {
  const { socket } = await page.tickets();
  const good = {
    ...upgrade,
    Origin: page.origin,
    Cookie: page.cookie,
    'Sec-WebSocket-Protocol': `rushes, ${socket}`,
  };
  return (await raw(at.port(), { target, headers: { ...good, ...headers } })).status;
}

const text = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));

describe('a socket', () => {
  it('opens for a page of ours, under each of its names', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]'])
      expect(await shake({ Origin: `http://${name}:${at.port()}` })).toBe(101);
  });

  it('answers with its protocol and never with the ticket, and carries text both ways', async () => {
    const { socket } = await page.connect();
    expect(socket.protocol).toBe('rushes');
    const said = text(socket);
    socket.send('hello é');
    expect(await said).toBe('hello é');
    socket.terminate();
  });

  it('is refused before 101 to every other origin, cookie and ticket or not (L4)', async () => {
    const before = JSON.stringify(at.reached);
    const attackers = [
      'http://127.0.0.1:1',
      'http://localhost:1',
      'http://evil.test:1',
      'http://rebind.test',
    ];
    for (const Origin of attackers) expect([Origin, await shake({ Origin })]).toEqual([Origin, 403]);
    expect(at.ports).toEqual([]);
    expect(JSON.stringify(at.reached)).toBe(before);
  });

  it.each([
    ['null', () => 'null'],
    ['absent', () => null],
    ['a longer name', (own: string) => `${own}.evil.test`],
    ['https', (own: string) => own.replace('http', 'https')],
    ['upper case', (own: string) => own.replace('http', 'HTTP')],
    ['a slash behind it', (own: string) => `${own}/`],
    ['two in one', (own: string) => `${own}, http://evil.test`],
    ['a name in front', (own: string) => own.replace('//', '//evil.test@')],
    ['empty', () => ''],
  ])('is refused to an Origin that is %s (L5)', async (_, of) => {
    expect(await shake({ Origin: of(page.origin) })).toBe(403);
  });

  it('wants a ticket of its own session, that was never used and is no older than 30 seconds', async () => {
    const other = await at.signIn();
    expect(await shake({ 'Sec-WebSocket-Protocol': null })).toBe(401);
    expect(await shake({ 'Sec-WebSocket-Protocol': 'rushes' })).toBe(401);
    expect(await shake({ 'Sec-WebSocket-Protocol': `rushes, ${'x'.repeat(43)}` })).toBe(401);
    expect(await shake({ Cookie: null })).toBe(401);
    expect(await shake({ Cookie: other.cookie })).toBe(401);
    const { socket: used } = await page.tickets();
    expect(await shake({ 'Sec-WebSocket-Protocol': `rushes, ${used}` })).toBe(101);
    expect(await shake({ 'Sec-WebSocket-Protocol': `rushes, ${used}` })).toBe(401);
    const { socket: old } = await page.tickets();
    await at.clock.advance(30_000);
    expect(await shake({ 'Sec-WebSocket-Protocol': `rushes, ${old}` })).toBe(401);
  });

  it('is at one address only, and the ticket is not in it', async () => {
    const { socket } = await page.tickets();
    expect(await shake({}, '/')).toBe(404);
    expect(await shake({}, '/ticket')).toBe(405);
    expect(await shake({ 'Sec-WebSocket-Protocol': 'rushes' }, `/socket?ticket=${socket}`)).toBe(400);
    expect(await shake({ Upgrade: 'h2c' })).toBe(400);
    expect(await shake({ 'Sec-WebSocket-Version': '7' })).toBe(400);
    expect((await raw(at.port(), { target: '/socket' })).status).toBe(404);
  });

  it('takes a message of 1 MiB and is closed by a longer one; the others go on (L14)', async () => {
    const [one, two] = [await page.connect(), await page.connect()];
    const said = text(one.socket);
    one.socket.send('x'.repeat(1024 * 1024));
    expect((await said).length).toBe(1024 * 1024);
    one.socket.on('error', () => undefined);
    one.socket.send('x'.repeat(1024 * 1024 + 1));
    expect(await one.closed).toBe(1009);
    const heard = text(two.socket);
    two.socket.send('still here');
    expect(await heard).toBe('still here');
    two.socket.terminate();
  });

  it('is closed by a frame that says it has 100 MiB, before they have come (L14)', async () => {
    const { closed, socket } = await page.connect();
    const frame = Buffer.alloc(14);
    frame.writeUInt16BE(0x81ff, 0);
    frame.writeBigUInt64BE(100n * 1024n * 1024n, 2);
    (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(frame);
    expect(await closed).toBe(1009);
  });

  it('that does not answer a ping is cut off; one that does stays', async () => {
    const [dead, alive] = [await page.connect(), await page.connect()];
    (dead.socket as unknown as { _socket: { pause(): void } })._socket.pause();
    const pinged = new Promise((resolve) => alive.socket.once('ping', resolve));
    await at.clock.advance(30_000);
    await pinged;
    const answered = text(alive.socket);
    // What is sent after the pong arrives after it.
    alive.socket.send('after the pong');
    await answered;
    await at.clock.advance(30_000);
    (dead.socket as unknown as { _socket: { resume(): void } })._socket.resume();
    expect(await dead.closed).toBe(1006);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
    alive.socket.terminate();
  });

  it('that reads nothing is cut off, instead of everything being kept for it', async () => {
    const { socket, closed } = await page.connect();
    const [port] = at.ports;
    const gone = new Promise<void>((resolve) => port?.on('close', () => resolve()));
    (socket as unknown as { _socket: { pause(): void } })._socket.pause();
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 60; sent++) port?.postMessage(megabyte);
    await gone;
    (socket as unknown as { _socket: { resume(): void } })._socket.resume();
    expect(await closed).toBe(1006);
  });
});
