import { startApp } from './app.ts';
import { granted, outside, permissions } from './lists.ts';

/** `npm run desktop:report`: what the built desktop app makes of its windows, channels, permissions and links, as JSON. */
const app = startApp();
try {
  await app.until(({ what }) => what === 'window.show');
  const [window] = await app.ask('windows');
  const given: Record<string, { studio: unknown; others: unknown }> = {};
  for (const name of permissions)
    given[name] = {
      studio: (await app.ask('permission', { name, origin: 'studio://app/' })).request,
      others: (await app.ask('permission', { name, origin: 'https://evil.test/' })).request,
    };
  for (const url of [...outside.opened, ...outside.refused]) await app.ask('windowOpen', { url });
  const entries = await app.ask('entries');
  const order = entries.map(({ what }) => what);
  const opened = new Set(
    entries.filter(({ what }) => what === 'shell.openExternal').map((entry) => entry.with[0]),
  );
  const report = {
    order: order.slice(0, order.indexOf('window.show') + 1),
    windows: [{ loads: 'studio://app/', options: window?.options }],
    channels: (await app.ask('channels')).map(String),
    permissions: { granted, all: given },
    links: {
      openedInTheBrowser: [...opened],
      refused: outside.refused.filter((url) => !opened.has(url)),
    },
    pageListeners: await app.ask('listeners'),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
  await app.stop();
}
