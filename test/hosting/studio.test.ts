import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStudio, type TestStudio } from './studio.ts';

let at: TestStudio;
beforeAll(async () => {
  at = await startTestStudio();
});
afterAll(() => at.remove());

describe('a studio', () => {
  it('answers calls and tells events over its socket', async () => {
    const page = await at.signIn();
    const { client, socket } = await page.connect();
    expect(await client.app.info()).toMatchObject({ demo: true, working: true });
    const events = await client.app.events();
    await client.credits.grant({ amount: 5 });
    expect((await events.next()).value).toMatchObject({ type: 'credits', credits: { granted: 1_005 } });
    socket.terminate();
  });

  it('has the same port and the same sessions after a restart', async () => {
    const page = await at.signIn();
    const before = await page.connect();
    await at.stop();
    await before.closed;
    await at.start();
    const after = await page.connect();
    expect(await after.client.app.info()).toMatchObject({ demo: true });
    after.socket.terminate();
    expect(new URL(await at.link()).port).toBe(String(page.port));
  });

  it('ends every session where a new link is asked for: bearer, cookie and sockets at once', async () => {
    const page = await at.signIn();
    const { closed } = await page.connect();
    const link = await at.link(true);
    expect(await closed).toBe(1006);
    await expect(page.tickets()).rejects.toThrow('401');
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{43}$/);
  });
});
