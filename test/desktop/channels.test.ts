import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wishes } from '../../src-shared/desktop/bridge.ts';
import { full } from '../full.ts';
import { type DesktopApp, startApp } from './app.ts';
import { strangers } from './lists.ts';

/** Every channel, from everyone who must not be heard, and with everything that must not be said (T26, T27). */
const channels = Object.keys(wishes) as (keyof typeof wishes)[];
const seed = Number(process.env.RUSHES_SEED ?? '40');

let app: DesktopApp;
/** A file of a take. */
let asset = 0;

/** What each channel does when it is ours that asks. */
const right = (): Record<keyof typeof wishes, { value: unknown; does: string | null }> => ({
  'studio:port': { value: null, does: null },
  'studio:show-in-folder': { value: asset, does: 'shell.showItemInFolder' },
  'studio:drag': { value: asset, does: 'webContents.startDrag' },
  'studio:theme': { value: 'light', does: 'nativeTheme.themeSource' },
  'studio:notify': { value: { job: 'a1', title: 'Preview ready', body: '' }, does: 'Notification' },
});

beforeAll(async () => {
  app = startApp({ args: ['--demo'] });
  await app.until(({ what }) => what === 'window.show');
  await app.ask('call', {
    path: 'jobs.create',
    input: { workflow: 'chat', params: { prompt: 'A hook.' }, key: 'one-chat-job', review: 'auto' },
  });
  for (;;) {
    const { jobs } = (await app.ask('call', { path: 'app.snapshot' })) as {
      jobs: { takes: { assets: { id: number }[] }[] }[];
    };
    asset = jobs[0]?.takes[0]?.assets[0]?.id ?? 0;
    if (asset > 0) break;
  }
});
afterAll(() => app.stop());

describe('channels', () => {
  it('are those of the bridge, and no other', async () => {
    expect((await app.ask('channels')).map(String).sort()).toEqual([...channels].sort());
  });

  it.each(channels)('%s does what it should for the studio', async (channel) => {
    const { value, does } = right()[channel];
    const { did } = await app.ask('page', {
      channel,
      args: [value],
      sender: 'ours',
      withPort: channel === 'studio:port',
    });
    expect(did.map(({ what }) => what)).toEqual(does === null ? [] : [does]);
  });

  it.each(channels.flatMap((channel) => strangers.map((sender) => ({ channel, sender }))))(
    '$channel hears nothing from: $sender',
    async ({ channel, sender }) => {
      const { value } = right()[channel];
      expect(await app.ask('page', { channel, args: [value], sender, withPort: true })).toEqual({
        did: [],
        closed: true,
      });
      // Sent without a port: there is nothing to close, and nothing that throws.
      expect((await app.ask('page', { channel, args: [value], sender })).did).toEqual([]);
    },
  );

  it.each(channels)('%s does nothing for what it does not know', async (channel) => {
    const runs = full ? 5_000 : 500;
    const value = right()[channel].value as never;
    expect(await app.ask('fuzz', { channel, right: value, runs, seed })).toEqual({
      one: runs,
      more: 30,
      did: [],
      prototype: {},
    });
    // It is alive, and still does what it should.
    expect(await app.ask('call', { path: 'app.info' })).toMatchObject({ demo: true });
  });
});

describe('the port', () => {
  it('serves the contract to the page, without paths of this machine', async () => {
    expect(await app.ask('call', { path: 'app.info' })).toMatchObject({ working: true });
    await expect(app.ask('call', { path: 'app.bundle', input: { file: '/tmp/x' } })).rejects.toThrow(
      /NOT_ALLOWED/,
    );
  });
});
