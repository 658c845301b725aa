import { expect, it } from 'vitest';
import { endsForSwitch, openingSwitches } from './switches.ts';

/** A start with these switches: whether the app ended, with which code, and what it said. */
function start(switches: readonly string[], isPackaged = true) {
  const codes: (number | undefined)[] = [];
  let said = '';
  const app = {
    isPackaged,
    exit: (code?: number) => void codes.push(code),
    commandLine: { hasSwitch: (name: string) => switches.includes(name) },
  };
  const ends = endsForSwitch(app, (line) => {
    said += line;
  });
  return { ends, codes, said };
}

it.each([...openingSwitches])(
  '--%s ends a packaged app with 1 and one line, and does nothing to one that is not',
  (name) => {
    const ended = start(['lang', name]);
    expect(ended).toEqual({ ends: true, codes: [1], said: expect.stringMatching(/^Rushes .+\.\n$/) });
    expect(ended.said).toContain(`--${name}:`);
    expect(start(['lang', name], false)).toEqual({ ends: false, codes: [], said: '' });
  },
);

it('knows those of which security.md speaks, and lets others through', () => {
  expect(openingSwitches).toEqual(
    expect.arrayContaining([
      'remote-debugging-port',
      'remote-debugging-pipe',
      'no-sandbox',
      'disable-web-security',
      'load-extension',
      'disable-site-isolation-trials',
    ]),
  );
  expect(start(['lang', 'ozone-platform', 'disable-gpu'])).toEqual({ ends: false, codes: [], said: '' });
});
