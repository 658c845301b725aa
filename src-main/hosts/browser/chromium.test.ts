import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumMissing, chromiumPath } from '../../../test/chromium.ts';
import { launchChromium, startStranger } from '../../../test/hosting/chromium.ts';
import { startTestStudio, type TestStudio } from '../../../test/hosting/studio.ts';

/** security.md 2.4 in a real browser with a real studio: L3, L4, L6, L8, L9 and L17, from every kind of stranger. */

/** A page that signs in as the studio's does, and tries what the policy forbids. */
const script = `
const say = (text) => { document.body.className = text; };
const json = { 'Content-Type': 'application/json' };
const code = new URLSearchParams(location.hash.slice(1)).get('code');
history.replaceState(null, '', location.pathname);
const session = await fetch('./session', { method: 'POST', headers: json, body: JSON.stringify({ code }) });
const { bearer } = await session.json();
localStorage.setItem('rushes.bearer', bearer);
const headers = { ...json, Authorization: 'Bearer ' + bearer };
const { socket } = await (await fetch('./ticket', { method: 'POST', headers, body: '{}' })).json();
const open = new WebSocket(location.origin.replace('http', 'ws') + '/socket', ['rushes', socket]);
open.onopen = () => say('in');
open.onclose = () => say('out');
`;

let at: TestStudio;
let browser: Browser;
let context: BrowserContext;
let own: Page;
let link: string;
let stranger: Awaited<ReturnType<typeof startStranger>>;
let renderer: string;
const trouble: string[] = [];
const violations: string[] = [];

beforeAll(async () => {
  if (!chromiumPath) return;
  renderer = mkdtempSync(join(tmpdir(), 'rushes-page-'));
  mkdirSync(join(renderer, 'static'));
  writeFileSync(join(renderer, 'static/main-abc.js'), script);
  writeFileSync(join(renderer, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(
    join(renderer, 'index.html'),
    '<!doctype html><title>-</title><link rel="icon" href="./icon.svg"><script type="module" crossorigin src="./static/main-abc.js"></script>',
  );
  [at, stranger, browser] = await Promise.all([
    startTestStudio({ rendererFolder: renderer }),
    startStranger(),
    launchChromium(['evil.test', 'rebind.test']),
  ]);
  context = await browser.newContext();
  own = await context.newPage();
  own.on('console', (line) =>
    (/Content Security|Trusted/i.test(line.text()) ? violations : trouble).push(line.text()),
  );
  own.on('requestfailed', (request) => void trouble.push(request.url()));
  link = await at.link();
  await own.goto(link);
  await own.locator('body.in').waitFor({ state: 'attached' });
});
afterAll(async () => {
  if (!chromiumPath) return;
  await browser.close();
  await stranger.stop();
  await at.remove();
  rmSync(renderer, { recursive: true, force: true });
});

const port = (): string => new URL(link).port;

/** Everything that a request could have changed. */
function fingerprint(): string {
  const { sqlite } = at.studio().running.engine.db;
  const names = sqlite
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .pluck()
    .all() as string[];
  const rows = names.map((name) => JSON.stringify(sqlite.prepare(`SELECT * FROM "${name}"`).all()));
  const kept = readFileSync(join(at.folder, 'studio.json'), 'utf8');
  return createHash('sha256').update(rows.join('\n')).update(kept).digest('hex');
}

/** A page of a stranger in the browser in which the studio is signed in. */
async function strange(host: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`http://${host}:${stranger.port}/`);
  return page;
}

const everywhere = ['127.0.0.1', 'localhost', 'evil.test'];

describe.skipIf(!chromiumPath)('in Chromium', () => {
  it('the studio signs in over its address, which leaves no trace (L8), without a word on the console', async () => {
    expect(await own.evaluate('[location.href, document.referrer]')).toEqual([
      `http://127.0.0.1:${port()}/`,
      '',
    ]);
    expect(await own.evaluate('history.length')).toBeLessThanOrEqual(2);
    expect(trouble).toEqual([]);
    expect(violations).toEqual([]);
  });

  it('its policy stops scripts of the page itself and of strangers, and code made of text', async () => {
    const tried = await own.evaluate(`(async () => {
      const refused = (work) => {
        try { work(); return 'ran'; } catch (error) { return error.name; }
      };
      // In a task of the page: what runs for a debugger is not under its policy.
      return new Promise((resolve) => setTimeout(async () => resolve([
        refused(() => { document.body.innerHTML = '<img src=x onerror="window.ran = 1">'; }),
        refused(() => new Function('window.ran = 1')()),
        await fetch('http://evil.test/').then(() => 'ran', (error) => error.name),
        String(window.ran),
      ])));
    })()`);
    expect(tried).toEqual(['TypeError', 'EvalError', 'TypeError', 'undefined']);
    expect(violations.length).toBeGreaterThan(0);
  });

  it('a page that was rebound to this machine reads nothing (L3)', async () => {
    const before = fingerprint();
    const page = await context.newPage();
    // The stranger's own page first, then its name leads to the studio: same origin, to the browser.
    await page.route(`http://rebind.test:${port()}/attack`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>attack</title>' }),
    );
    await page.goto(`http://rebind.test:${port()}/attack`);
    const heard = await page.evaluate(`(async () => {
      const ask = async (method, path) => {
        const headers = { 'Content-Type': 'application/json' };
        const answer = await fetch(path, { method, ...(method === 'GET' ? {} : { headers, body: '{}' }) });
        return answer.status + ' ' + (await answer.text()).includes('main-abc');
      };
      const all = [['GET', '/'], ['GET', '/static/main-abc.js'], ['POST', '/session'], ['POST', '/ticket'], ['PUT', '/inputs?name=a']];
      const heard = [];
      for (const [method, path] of all) heard.push(await ask(method, path));
      return heard;
    })()`);
    expect(heard).toEqual(Array.from({ length: 5 }, () => '403 false'));
    expect((await page.goto(`http://rebind.test:${port()}/`))?.status()).toBe(403);
    expect(fingerprint()).toBe(before);
    await page.close();
  });

  it.each(everywhere)(
    'a page on %s opens no socket, with the cookie of the studio in the browser (L4)',
    async (host) => {
      const page = await strange(host);
      const heard =
        await page.evaluate(`Promise.all(['127.0.0.1', 'localhost', '[::1]'].map((name) => new Promise((resolve) => {
      const socket = new WebSocket('ws://' + name + ':${port()}/socket', ['rushes', 'x'.repeat(43)]);
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    })))`);
      expect(heard).toEqual(['refused', 'refused', 'refused']);
      await page.close();
    },
  );

  it.each(everywhere)(
    'a page on %s changes nothing and reads nothing with a request (L6, L9)',
    async (host) => {
      const before = fingerprint();
      const page = await strange(host);
      const read = await page.evaluate(`(async () => {
      const heard = [];
      for (const mode of ['no-cors', 'cors'])
        for (const path of ['/session', '/ticket', '/inputs?name=a', '/', '/static/main-abc.js'])
          for (const method of ['POST', 'PUT', 'GET'])
            for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
              const body = method === 'GET' ? {} : { headers: { 'Content-Type': type }, body: '{"code":"x"}' };
              const asked = fetch('http://127.0.0.1:${port()}' + path, { mode, method, credentials: 'include', ...body });
              heard.push(await asked.then((answer) => answer.text(), () => ''));
            }
      return heard.join('');
    })()`);
      expect(read).toBe('');
      const form = page.waitForNavigation();
      await page.evaluate(`(() => {
      const made = document.createElement('form');
      made.method = 'POST';
      made.action = 'http://127.0.0.1:${port()}/session';
      made.enctype = 'text/plain';
      document.body.append(made);
      made.submit();
    })()`);
      expect((await form)?.status()).toBe(403);
      expect(fingerprint()).toBe(before);
      await page.close();
    },
  );

  it.each(everywhere)(
    'a page on %s shows the studio in no frame, and runs none of its scripts (L17)',
    async (host) => {
      const page = await strange(host);
      const ran = await page.evaluate(`new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = 'http://127.0.0.1:${port()}/static/main-abc.js';
      script.onload = () => resolve('ran');
      script.onerror = () => resolve('refused');
      document.head.append(script);
    })`);
      expect(ran).toBe('refused');
      await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.onload = resolve;
      frame.src = 'http://127.0.0.1:${port()}/';
      document.body.append(frame);
    })`);
      expect(page.frames()).toHaveLength(2);
      expect(await page.frames()[1]?.content()).not.toContain('main-abc');
      await page.close();
    },
  );

  it('gives no file to who types its address (only the page is opened like that)', async () => {
    const page = await context.newPage();
    expect((await page.goto(`http://127.0.0.1:${port()}/icon.svg`))?.status()).toBe(403);
    await page.close();
  });

  it('is signed out at once where a new link is asked for', async () => {
    expect(await own.locator('body.in').count()).toBe(1);
    await at.link(true);
    await own.locator('body.out').waitFor({ state: 'attached' });
  });
});

it.skipIf(chromiumPath)('in Chromium', ({ skip }) => skip(chromiumMissing));
