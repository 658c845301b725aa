import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { wishes } from '../../src-shared/desktop/bridge.ts';
import { granted, outside, permissions } from './lists.ts';

/** `npm run desktop:report` as a person runs it, after the build. */
const root = join(import.meta.dirname, '../..');

it('desktop:report prints windows, channels, permissions and links as one JSON document, and they are as promised', () => {
  const said = execFileSync(process.execPath, ['test/desktop/report.ts'], { cwd: root, encoding: 'utf8' });
  const report = JSON.parse(said) as {
    windows: { loads: string; options: { webPreferences: object } }[];
    channels: string[];
    permissions: { all: Record<string, { studio: boolean; others: boolean }> };
    links: { openedInTheBrowser: string[]; refused: string[] };
    order: string[];
  };
  expect(report.windows).toHaveLength(1);
  expect(report.windows[0]?.options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
  });
  expect(report.channels.sort()).toEqual(Object.keys(wishes).sort());
  const { all } = report.permissions;
  expect(Object.keys(all)).toEqual([...permissions]);
  expect(Object.keys(all).filter((name) => all[name]?.studio)).toEqual([...granted]);
  expect(Object.keys(all).filter((name) => all[name]?.others)).toEqual([]);
  expect(report.links.openedInTheBrowser).toHaveLength(outside.opened.length);
  expect(report.links.refused).toEqual([...outside.refused]);
  expect(report.order[0]).toBe('app.enableSandbox');
  expect(report.order.at(-1)).toBe('window.show');
});
