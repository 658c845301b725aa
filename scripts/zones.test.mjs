/** Breaks every rule of lint-zones.mjs once, in a scratch tree, and asks for exactly that one violation. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { closedWords, zones } from '../lint-zones.mjs';
import { checkTree } from './zones.mjs';

function problemsOf(file, text) {
  const base = mkdtempSync(path.join(os.tmpdir(), 'rushes-zones-'));
  try {
    mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
    writeFileSync(path.join(base, file), text);
    return checkTree(base).problems.map(({ line, problem }) => `${line} ${problem}`);
  } finally {
    rmSync(base, { recursive: true });
  }
}

const long = (lines) => '// one line\n'.repeat(lines);
const update = "db.prepare('UPDATE jobs SET rank = ?, state = ? WHERE id = ?');\n";

/** file, text, part of the one violation that is expected. */
const refused = [
  ['src-shared/a.ts', "import fs from 'node:fs';\n", 'may not import node:fs'],
  ['src-shared/a.ts', "import type { Stats } from 'fs';\n", 'may not import node:fs'],
  ['src-shared/a.ts', "import x from 'react';\n", 'may not import the package react'],
  [
    'src-shared/a.ts',
    "import { x } from '../src-main/ports/clock.ts';\n",
    'may not import src-main/ports/clock.ts',
  ],
  [
    'src-shared/a.ts',
    "export type A = import('../src-main/api/a.ts').A;\n",
    'may not import src-main/api/a.ts',
  ],
  ['src-shared/a.ts', "export * from '../src-main/api/a.ts';\n", 'may not import src-main/api/a.ts'],
  ['src-shared/a.ts', 'export const pid = process.pid;\n', 'may not use process'],
  ['src-shared/a.test.ts', "import { x } from '../src-main/api/a.ts';\n", 'may not import src-main/api/a.ts'],
  [
    'src-main/ports/a.ts',
    "import { x } from '../../src-shared/a.ts';\n",
    'may import types only from src-shared/a.ts',
  ],
  [
    'src-main/ports/a.ts',
    "import { type A, x } from '../../src-shared/a.ts';\n",
    'may import types only from src-shared/a.ts',
  ],
  [
    'src-main/ports/a.ts',
    "import type { x } from '../engine/engine.ts';\n",
    'may not import src-main/engine/engine.ts',
  ],
  ['src-main/ports/a.ts', "import { z } from 'zod';\n", 'may not import the package zod'],
  ['src-main/engine/jobs/a.ts', "import x from 'node:fs';\n", 'may not import node:fs'],
  ['src-main/engine/profile/a.ts', "import x from 'node:http';\n", 'may not import node:http'],
  [
    'src-main/engine/profile/a.ts',
    "import type { x } from '../../api/api.ts';\n",
    'may not import src-main/api/api.ts',
  ],
  [
    'src-main/engine/jobs/a.ts',
    "import { x } from '../../adapters/fal/wire.ts';\n",
    'may not import src-main/adapters/fal/wire.ts',
  ],
  ['src-main/engine/jobs/a.ts', "const x = await import('openai');\n", 'may not import the package openai'],
  ['src-main/engine/jobs/a.ts', 'const x = await import(name);\n', 'cannot be checked'],
  ['src-main/engine/jobs/a.ts', 'const at = Date.now();\n', 'may not use Date.now'],
  ['src-main/engine/jobs/a.ts', 'const at = new Date();\n', 'may not use Date.now'],
  ['src-main/engine/jobs/a.ts', "await fetch('http://127.0.0.1');\n", 'may not use fetch'],
  ['src-main/engine/jobs/a.ts', "await globalThis.fetch('http://127.0.0.1');\n", 'may not use fetch'],
  ['src-main/engine/jobs/a.ts', 'const home = process.env.HOME;\n', 'may not use process.env'],
  ['src-main/engine/jobs/a.ts', 'const { env } = process;\n', 'may not use process.env'],
  ['src-main/engine/jobs/a.ts', 'setTimeout(f, 1);\n', 'may not use timers'],
  [
    'src-main/adapters/fal/a.ts',
    "import { x } from '../openrouter/wire.ts';\n",
    'may not import src-main/adapters/openrouter/wire.ts',
  ],
  [
    'src-main/adapters/fal/a.ts',
    "import { x } from '../../engine/engine.ts';\n",
    'may not import src-main/engine/engine.ts',
  ],
  ['src-main/adapters/fal/a.ts', "import x from 'openai';\n", 'may not import the package openai'],
  [
    'src-main/adapters/fal/a.ts',
    "import x from 'better-sqlite3';\n",
    'may not import the package better-sqlite3',
  ],
  [
    'src-main/api/a.ts',
    "import { x } from '../engine/jobs/transition.ts';\n",
    'may not import src-main/engine/jobs/transition.ts',
  ],
  [
    'src-main/api/a.ts',
    "import { x } from '../engine/db/open.ts';\n",
    'may not import src-main/engine/db/open.ts',
  ],
  [
    'src-main/api/a.ts',
    "import { x } from '../hosts/cli/cli.ts';\n",
    'may not import src-main/hosts/cli/cli.ts',
  ],
  [
    'src-main/hosts/cli/a.ts',
    "import { x } from '../browser/a.ts';\n",
    'may not import src-main/hosts/browser/a.ts',
  ],
  [
    'src-main/hosts/cli/a.ts',
    "import { x } from '../../engine/jobs/store.ts';\n",
    'may not import src-main/engine/jobs/store.ts',
  ],
  ['src-main/hosts/cli/a.ts', "import x from 'electron';\n", 'may not import electron'],
  ['src-main/start-cli.ts', "import x from 'electron';\n", 'may not import electron'],
  ['test/a.ts', "import x from 'electron';\n", 'may not import electron'],
  ['src-preload/index.ts', "import fs from 'node:fs';\n", 'may not import node:fs'],
  ['src-preload/index.ts', long(41), 'at most 40'],
  [
    'src-renderer/features/queue/a.ts',
    "import { x } from '../credits/a.ts';\n",
    'may not import src-renderer/features/credits/a.ts',
  ],
  [
    'src-renderer/stores/a.ts',
    "import { x } from '../../src-main/api/a.ts';\n",
    'may not import src-main/api/a.ts',
  ],
  [
    'src-server/a.ts',
    "import { x } from '../src-main/engine/engine.ts';\n",
    'may not import src-main/engine/engine.ts',
  ],
  [
    'simulators/a.ts',
    "import { x } from '../src-main/ports/clock.ts';\n",
    'may not import src-main/ports/clock.ts',
  ],
  ['simulators/a.ts', long(401), 'at most 400'],
  ['src-main/elsewhere.ts', '', 'belongs to no zone'],
  ['src-main/engine/core/a.ts', '', 'the word "core" in the name core'],
  ['src-main/engine/jobs/queue-manager.ts', '', 'the word "manager"'],
  ['test/testUtils.ts', '', 'the word "utils"'],
  ['test/a.ts', 'class HTTPService {}\n', 'the word "service" in the class HTTPService'],
  ['src-main/engine/jobs/store.ts', update, 'sets a state in SQL'],
  ['src-main/engine/jobs/store.ts', update.replaceAll("'", '`'), 'sets a state in SQL'],
  [
    'src-main/engine/jobs/store.ts',
    'const a = \'update attempts set "state" = ?\';\n',
    'sets a state in SQL',
  ],
  ['test/a.ts', 'this is not TypeScript\n', 'cannot be read'],
];

/** Every word of the table as it would come into a file that may not say it. */
const opened = {
  webSecurity: 'new BrowserWindow({ webPreferences: { webSecurity: false } });',
  allowRunningInsecureContent: "prefs['allowRunningInsecureContent'] = true;",
  experimentalFeatures: 'const experimentalFeatures = true;',
  enableBlinkFeatures: "export const a = { enableBlinkFeatures: 'X' };",
  webviewTag: "export const a = { 'webviewTag': true };",
  webview: 'export const a = <webview />;',
  disableBlinkFeatures: 'prefs.disableBlinkFeatures = undefined;',
  contextIsolation: 'export const a = { contextIsolation: false };',
  nodeIntegration: 'export const a = { nodeIntegration: true };',
  nodeIntegrationInWorker: 'export const a = { nodeIntegrationInWorker: true };',
  nodeIntegrationInSubFrames: 'export const a = { nodeIntegrationInSubFrames: true };',
  loadURL: "window.loadURL('https://example.com/');",
  loadFile: "window.loadFile('a.html');",
  executeJavaScript: "contents.executeJavaScript('1');",
  'ipcMain.on': "ipcMain.on('a', f);",
  'ipcMain.once': "electron.ipcMain.once('a', f);",
  'ipcMain.handle': "ipcMain?.handle('a', f);",
  'ipcMain.handleOnce': 'const { handleOnce: answer } = ipcMain;',
  'ipcRenderer.on': "ipcRenderer['on']('a', f);",
  'ipcRenderer.once': "ipcRenderer[`once`]('a', f);",
  'ipcRenderer.invoke': 'export const a = ipcRenderer.invoke;',
  'ipcRenderer.sendSync': "ipcRenderer.sendSync('a');",
  'ipcRenderer.sendToHost': "ipcRenderer.sendToHost('a');",
  'shell.openExternal': 'shell.openExternal(address);',
  'shell.openPath': 'shell.openPath(path);',
  innerHTML: 'node.innerHTML = text;',
  outerHTML: "node['outerHTML'] = text;",
  insertAdjacentHTML: "node.insertAdjacentHTML('beforeend', text);",
  dangerouslySetInnerHTML: 'export const a = <p dangerouslySetInnerHTML={{ __html: text }} />;',
  setHTMLUnsafe: 'node.setHTMLUnsafe(text);',
  parseHTMLUnsafe: 'Document.parseHTMLUnsafe(text);',
  createContextualFragment: 'range.createContextualFragment(text);',
  srcdoc: "frame.setAttribute('srcdoc', text);",
  srcDoc: 'export const a = <iframe srcDoc={text} />;',
  DOMParser: 'new DOMParser();',
  'document.write': 'window.document.write(text);',
  'document.writeln': 'document.writeln(text);',
  'eval()': 'globalThis.eval(text);',
  'Function()': 'export const a = new Function(text);',
};

test('every word that opens something is broken once', () =>
  expect(Object.keys(opened).sort()).toEqual(Object.keys(closedWords).sort()));

test.each(Object.entries(opened))('a word that opens something is refused: %s in %j', (word, text) => {
  const problems = problemsOf('src-renderer/ui/a.tsx', `${text}\n`);
  expect(problems).toEqual([expect.stringContaining(`opens what is kept closed: ${word} is said by `)]);
  // Where it may be said, and in a test, it may.
  for (const file of [...closedWords[word], 'src-main/hosts/cli/a.test.ts'])
    if (!text.includes('<')) expect(problemsOf(file, `${text}\n`)).toEqual([]);
});

test.each(refused)('%s refuses: %j', (file, text, expected) => {
  const problems = problemsOf(file, text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(expected);
});

const allowed = [
  [
    'src-shared/a.ts',
    "// fetch, process.env\nimport { z } from 'zod';\nexport const text = 'SET state = 1';\n",
  ],
  [
    'src-main/ports/a.ts',
    "import type { x } from '../../src-shared/a.ts';\nimport { type y } from './b.ts';\n",
  ],
  [
    'src-main/engine/jobs/a.ts',
    "import Database from 'better-sqlite3';\nimport { createHash } from 'node:crypto';\nclock.setTimeout(clock.fetch, process.pid);\nnew Date(0);\n",
  ],
  [
    'src-main/engine/profile/a.ts',
    "import net from 'node:net';\nimport fs from 'node:fs';\nimport { x } from '../jobs/store.ts';\n",
  ],
  ['src-main/engine/jobs/transition.ts', update],
  ['src-main/engine/jobs/attempt-transition.ts', update],
  [
    'src-main/engine/jobs/store.ts',
    "const a = 'UPDATE jobs SET rank = ? WHERE state = ?'; const b = new Set(['x']); const state = 1;\n",
  ],
  [
    'src-main/engine/jobs/store.test.ts',
    `${update}import { x } from '../../../simulators/main.ts';\nsetTimeout(f, Date.now());\n`,
  ],
  [
    'src-main/adapters/fal/a.ts',
    "const { createFalClient } = await import('@fal-ai/client');\nimport { x } from './wire.ts';\nawait fetch('http://127.0.0.1');\n",
  ],
  [
    'src-main/api/a.ts',
    "import { x } from '../engine/engine.ts';\nimport type { y } from '../../src-shared/a.ts';\n",
  ],
  [
    'src-main/hosts/cli/a.ts',
    "import { x } from '../../engine/engine.ts';\nimport readline from 'node:readline';\n",
  ],
  [
    'src-main/start-cli.ts',
    "import { x } from './engine/db/open.ts';\nimport { y } from '../simulators/main.ts';\n",
  ],
  ['src-main/start-electron.ts', "import { app } from 'electron';\n"],
  ['src-main/hosts/electron/a.ts', "import { app } from 'electron';\n"],
  ['simulators/a.ts', long(400)],
  [
    'src-renderer/features/queue/a.tsx',
    "// innerHTML, webSecurity\nexport const a = { eval: true, on: say('no innerHTML'), at: protocol.handle };\n",
  ],
];

test.each(allowed)('%s allows: %j', (file, text) => {
  expect(problemsOf(file, text)).toEqual([]);
});

test('every zone can refuse something, or is one that sees everything', () => {
  const free = zones.filter((zone) => zone.may.includes('**')).map((zone) => zone.name);
  expect(free).toEqual(['start of the Electron program', 'composition root', 'what drives the whole']);
});
