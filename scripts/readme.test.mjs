import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './local-node.mjs';

const read = (name) => readFileSync(path.join(root, name), 'utf8');

test("the README's example is the file that is compiled with the studio", () => {
  const [, shown] = /```tsx\n(.*?)```/s.exec(read('README.md')) ?? [];
  expect(shown).toBe(read('docs/examples/job-card.tsx'));
});

test('every npm script that the README names is there', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...read('README.md').matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1]);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
