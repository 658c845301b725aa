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

/** What is needed to run Rushes by the lock file, by the way Node finds it: optional packages and those of other systems, too. */
function productionTree() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  const visit = (place) => {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[place];
    for (const name of Object.keys({ ...peerDependencies, ...dependencies, ...optionalDependencies })) {
      let above = place;
      const at = () => `${above === '' ? '' : `${above}/`}node_modules/${name}`;
      while (above !== '' && !packages[at()]) above = above.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '');
      if (!packages[at()]) expect(peerDependenciesMeta?.[name]?.optional, `${name} of ${place}`).toBe(true);
      else if (!found.has(at()) && !(peerDependenciesMeta?.[name]?.optional && packages[at()].dev)) {
        found.add(at());
        visit(at());
      }
    }
  };
  visit('');
  return [...found].map((place) => `${place.replace(/^.*node_modules\//, '')} ${packages[place].version}`);
}

test('every package of the production tree is in the committed file, and nothing of this machine', () => {
  const text = readFileSync(noticesFile, 'utf8');
  const listed = [...text.matchAll(/^(@?[\w./-]+ \d+\.\d+\.\d[\w.-]*) \(.+\)$/gm)].map(([, id]) => id);
  expect(listed.sort()).toEqual([...new Set(productionTree())].sort());
  expect(listed.length).toBeGreaterThan(100);
  expect(text).not.toMatch(/registry\.|\/node_modules\/|file:\/\//);
  expect(text).not.toContain(os.homedir() === '/' ? root : os.homedir());
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
  const parts = { 'f-none': '1.0.0', 'f-other': '1.0.0' };
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
    f: { license: 'MIT', optionalDependencies: parts, files: { LICENSE: 'Text of f' } },
    'f-none': { license: 'MIT', optional: true, os: ['none'] },
    'f-other': { license: 'GPL-3.0', optional: true, cpu: ['none'] },
    tool: { license: 'GPL', dev: true },
  });
  const listed = text.split('\n').filter((one) => /^[\w-]+ \d\.0\.0 /.test(one));
  expect(listed).toEqual([
    'a 1.0.0 (MIT)',
    'b 1.0.0 (MIT)',
    'a 2.0.0 (MIT)',
    'c 1.0.0 (see its text)',
    'd 1.0.0 (MIT)',
    'e 1.0.0 (ISC)',
    'f 1.0.0 (MIT)',
    'f-none 1.0.0 (MIT)',
    'f-other 1.0.0 (GPL-3.0)',
    'native 1.0.0 (Apache-2.0)',
  ]);
  expect(text).toContain('f 1.0.0 (MIT)\nf-none 1.0.0 (MIT)\n\nText of f\n');
  expect(text).toMatch(
    /f-other 1\.0\.0 \(GPL-3\.0\)\nnative 1\.0\.0 \(Apache-2\.0\)\n\n.* see the package\.\n$/,
  );
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
