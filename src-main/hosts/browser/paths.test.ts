import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/hosting/host.ts';
import type { Page } from '../../../test/hosting/pages.ts';
import { raw } from '../../../test/hosting/raw.ts';

/** security.md 2.4, L10: every trick with a path that a server has fallen for, Vite's above all; none gives a byte. */

let at: TestHost;
let page: Page;
let assets: string;
beforeAll(async () => {
  at = await startTestHost();
  page = await at.signIn();
  ({ assets } = await page.tickets());
});
afterAll(() => at.remove());

const tails = [
  '../secret.txt',
  '../../secret.txt',
  '..%2fsecret.txt',
  '%2e%2e/secret.txt',
  '%2e%2e%2fsecret.txt',
  '..%252fsecret.txt',
  '%252e%252e%252fsecret.txt',
  '..\\secret.txt',
  '..%5csecret.txt',
  '....//secret.txt',
  '..;/secret.txt',
  '.%00./secret.txt',
  '%00',
  '1%00.mp4',
  '1%20',
  '1/',
  '1/.',
  '1/..',
  '1/../2',
  '//etc/passwd',
  '/etc/passwd',
  '%2fetc%2fpasswd',
  '@fs/etc/passwd',
  '@fs/etc/passwd?raw',
  '@fs/etc/passwd?import&raw',
  '@fs/etc/passwd?url&raw??',
  '1#/../../secret.txt',
  '%23/../../secret.txt',
  '1?raw/../../secret.txt',
  '1;.svg',
  'file:///etc/passwd',
  'C:/windows/win.ini',
  'C:%5cwindows%5cwin.ini',
  '%c0%ae%c0%ae/secret.txt',
  '%ef%bc%8e%ef%bc%8e/secret.txt',
  '%u002e%u002e/secret.txt',
  'main-abc.js.map',
  'main-abc.js%2emap',
  'main-abc.js%00.map',
  '.vite/manifest.json',
  'take.mp4',
  '__proto__',
  'constructor',
  '1.mp4',
  '+1',
  '%31',
  '0x1',
  '１',
];

it.each(tails)('%s', async (tail) => {
  const jobs = '1m84sfpww673abj8';
  const roots = ['/', '/static/', `/assets/${assets}/`, `/inputs/${assets}/`, `/inputs/${assets}/${jobs}/`];
  for (const root of roots) {
    const { status, body, text } = await raw(at.port(), {
      target: root + tail,
      headers: { Cookie: page.cookie },
    });
    const said = [root + tail, status];
    expect(body).not.toMatch(/never served|root:|\[fonts\]/);
    // A question mark behind a good address is the address; nothing behind it is looked at.
    if (status === 200) expect([`/assets/${assets}/1?raw/../../secret.txt`]).toContain(root + tail);
    else expect(said).toEqual([root + tail, expect.toBeOneOf([400, 401, 404])]);
    expect(text).not.toContain(at.folder);
  }
});
