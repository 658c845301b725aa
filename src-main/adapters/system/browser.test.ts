import { expect, it } from 'vitest';
import { openerOf } from './browser.ts';

it.each([
  ['linux', {}, null],
  ['linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
  ['darwin', {}, ['open']],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
] as const)('on %s with %j an address is opened by %j', (platform, env, opener) => {
  expect(openerOf(platform, env)).toEqual(opener);
});
