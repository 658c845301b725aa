import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './local-node.mjs';

/** The workflows run elsewhere: here it is read that the steps are in them, in their order, and call what is there. */
const textOf = (name) => readFileSync(path.join(root, '.github/workflows', name), 'utf8');
/** The commands of a workflow in their order. */
const commandsOf = (text) =>
  [...text.matchAll(/^ {6,}(?:- )?run: (?!\|)(.+)$|^ {10}((?:npm|node) .+)$/gm)].map(
    ([, one, more]) => one ?? more,
  );

const xvfb = "xvfb-run --auto-servernum --server-args='-screen 0 1600x1000x24' ";
const read = 'node scripts/dist/proof.mjs';
const smoke = 'node scripts/dist/smoke.mjs';
const bom = 'npm sbom --sbom-format=cyclonedx > "dist/rushes-$RUNNER_OS.cdx.json"';

/** Expects these commands in a workflow, each after the one before. */
function inOrder(name, wanted) {
  const found = commandsOf(textOf(name)).filter((command) => wanted.includes(command));
  expect(found).toEqual(wanted);
}

test('a release wants signed packages, and reads and starts each app that it packed before it keeps it', () => {
  inOrder('release.yml', [
    'npm ci',
    'npm audit signatures',
    'node scripts/dist/electron-current.mjs',
    'npm run dist',
    read,
    xvfb + smoke,
    smoke,
    bom,
  ]);
  const text = textOf('release.yml');
  expect(text.indexOf('dist/*.cdx.json')).toBeGreaterThan(text.indexOf('upload-artifact'));
});

test('every push reads and starts the unpacked app', () => {
  inOrder('test.yml', ['npm run build', 'npm run dist:dir', read, xvfb + smoke, smoke]);
});

test.each(['release.yml', 'test.yml'])('%s calls programs and scripts that are there', (name) => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const commands = commandsOf(textOf(name)).join('\n');
  for (const [, file] of commands.matchAll(/\bnode (scripts\/\S+)/g))
    expect(existsSync(path.join(root, file)), file).toBe(true);
  const called = [...commands.matchAll(/\bnpm run (\S+)/g)].map(([, script]) => script);
  expect(called.length).toBeGreaterThan(0);
  for (const script of called) expect(scripts).toHaveProperty(script);
});
