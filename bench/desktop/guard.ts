import { wishes } from '../../src-shared/desktop/bridge.ts';
import { startApp } from '../../test/desktop/app.ts';
import { granted, permissions, strangers } from '../../test/desktop/lists.ts';
import { atMost, type Figure, type Line } from '../measure.ts';

async function* measured(): AsyncIterable<Line> {
  const app = startApp();
  try {
    await app.until(({ what }) => what === 'window.show');
    let answered = 0;
    for (const channel of Object.keys(wishes))
      for (const sender of strangers) {
        const right: Record<string, unknown> = { 'studio:theme': 'light', 'studio:port': null };
        const args = [right[channel] ?? 1];
        const { did, closed } = await app.ask('page', { channel, args, sender, withPort: true });
        if (did.length > 0 || !closed) answered += 1;
      }
    yield atMost(0, { figure: 'desktop: channels answering a foreign sender', runs: [answered] });
    let beyond = 0;
    for (const name of permissions)
      for (const origin of ['studio://app/', 'https://evil.test/']) {
        const { request, check } = await app.ask('permission', { name, origin });
        const may = granted.includes(name) && origin === 'studio://app/';
        if (!may && (request === true || check === true)) beyond += 1;
      }
    yield atMost(0, { figure: 'desktop: permissions beyond the list', runs: [beyond] });
  } finally {
    await app.stop();
  }
}

export const guarding: Figure = { name: 'guard', run: measured };
