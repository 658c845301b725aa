import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './local-node.mjs';
import { notices, noticesFile } from './notices.mjs';

test('the committed file is what is installed', (ctx) => {
  if (!existsSync(path.join(root, 'node_modules/node-av')))
    ctx.skip('the optional packages are missing: npm ci --include=optional');
  expect(readFileSync(noticesFile, 'utf8') === notices(), 'run `npm run notices` and commit the file').toBe(
    true,
  );
});

/** The notices of a scratch tree; a package is its entry in the lock file and its files. */
function noticesWith(packages) {
  const base = mkdtempSync(path.join(os.tmpdir(), 'rushes-notices-'));
  try {
    const lock = { packages: { '': {} } };
    for (const [name, { files, ...entry }] of Object.entries(packages)) {
      lock.packages[`node_modules/${name}`] = { version: '1.0.0', ...entry };
      if (!files) continue;
      const folder = path.join(base, 'node_modules', name);
      mkdirSync(folder, { recursive: true });
      for (const [file, text] of Object.entries({ 'package.json': '{}', ...files }))
        writeFileSync(path.join(folder, file), text);
    }
    writeFileSync(path.join(base, 'package-lock.json'), JSON.stringify(lock));
    return notices(base);
  } finally {
    rmSync(base, { recursive: true });
  }
}

test('names each package of production once, with its text, in order', () => {
  const text = noticesWith({
    b: { license: 'MIT', files: { LICENSE: 'Text of MIT  \r\nsecond line' } },
    a: { license: 'MIT', optional: true, files: { 'license.md': 'Text of MIT\nsecond line\n' } },
    c: { files: { LICENCE: 'Free for all' } },
    d: {
      license: 'MIT',
      files: { 'README.md': '# d\n\n## License\n\nPermission is granted\n\n## More\n\nx\n' },
    },
    e: { license: 'ISC', files: { 'package.json': '{"author":{"name":"Ann"}}' } },
    'e/node_modules/a': { license: 'MIT', version: '2.0.0', files: { LICENSE: 'Older' } },
    native: { license: 'Apache-2.0', optional: true, os: ['none'] },
    tool: { license: 'GPL', dev: true },
  });
  const listed = text.split('\n').filter((one) => /^\w+ \d\.0\.0 /.test(one));
  expect(listed).toEqual([
    'a 1.0.0 (MIT)',
    'b 1.0.0 (MIT)',
    'a 2.0.0 (MIT)',
    'c 1.0.0 (see its text)',
    'd 1.0.0 (MIT)',
    'e 1.0.0 (ISC)',
    'native 1.0.0 (Apache-2.0)',
  ]);
  expect(text).toContain('a 1.0.0 (MIT)\nb 1.0.0 (MIT)\n\nText of MIT\nsecond line\n');
  expect(text).toContain('d 1.0.0 (MIT)\n\nPermission is granted\n\n=');
  expect(text).toContain('Its author: Ann.');
});

test('a package without a licence, and one that is not installed, end it', () => {
  expect(() => noticesWith({ bare: { files: {} } })).toThrow('bare 1.0.0 has no licence');
  expect(() => noticesWith({ bare: { os: ['none'] } })).toThrow('bare 1.0.0 names no licence');
  expect(() => noticesWith({ gone: { license: 'MIT', optional: true } })).toThrow(
    'npm ci --include=optional',
  );
});
