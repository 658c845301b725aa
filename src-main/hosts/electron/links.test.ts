import { expect, it } from 'vitest';
import { claimLinks } from './links.ts';

/** Where links lead is in test/desktop/life.test.ts. */
it.each<[NodeJS.Platform, boolean, string[]]>([
  ['darwin', true, ['rushes']],
  ['win32', true, ['rushes']],
  ['linux', true, []],
  ['darwin', false, []],
  ['win32', false, []],
])('on %s, installed: %s, the system is asked for the links: %j', (platform, isPackaged, expected) => {
  const asked: string[] = [];
  claimLinks({ isPackaged, setAsDefaultProtocolClient: (scheme) => asked.push(scheme) > 0 }, platform);
  expect(asked).toEqual(expected);
});
