import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { desktopTexts } from '../../src-shared/texts/desktop.ts';
import { asked, done, loads, shown, start } from './started.ts';

/** What goes wrong in the main process: it stands in the log, and is told without a secret. */
const key = 'canary-of-the-desktop-4711';
const env = { OPENROUTER_API_KEY: key };
const place = mkdtempSync(join(tmpdir(), 'rushes-failures-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const logged = (home: string): { level: string; event: string }[] => {
  const text = readFileSync(join(home, 'logs/rushes.log'), 'utf8');
  expect(text).not.toContain(key);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('a failure', () => {
  it('to start is in the log of the profile that cannot be opened', async () => {
    // A path that a key is part of, to be seen in what is told.
    const home = join(place, key);
    mkdirSync(home, { mode: 0o700 });
    mkdirSync(join(home, 'lock.db'));
    const app = start({ home, args: ['--own'], env });
    expect(await app.ended).toBe(0);
    const [box] = await done(app, 'dialog.showErrorBox');
    expect(box?.with[0]).toBe(desktopTexts.failed.title);
    expect(String(box?.with[1])).toContain('[secret]');
    expect(String(box?.with[1])).not.toContain(key);
    expect(logged(home)).toMatchObject([{ level: 'error', event: 'the engine did not start' }]);
  });

  it('that nothing caught is logged and told, and the app goes on', async () => {
    const app = await shown({ args: ['--own'], env });
    await loads(app);
    for (const how of ['thrown', 'rejected'] as const) {
      await app.ask('fail', { how, message: `${how} with ${key}` });
      await app.until(
        ({ what, with: [box] }) =>
          what === 'dialog.showMessageBox' &&
          (box as { detail: string }).detail.startsWith(`Error: ${how} with [secret]`),
      );
    }
    expect(
      asked(desktopTexts.failed.unexpected)((await done(app, 'dialog.showMessageBox'))[0] as never),
    ).toBe(true);
    expect(await loads(app)).toMatchObject({ working: true });
    const errors = logged(app.home).filter(({ event }) => event === 'nothing caught an error');
    expect(errors).toHaveLength(2);
  });
});
