import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

/** The built program as `npm start` runs it: a real child process, real simulators in another, a real profile. */
const program = fileURLToPath(new URL('../../scripts/rushes.mjs', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'rushes-demo-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function rushes(...args: string[]): Promise<{ out: string; told: string }> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    program,
    '--home',
    home,
    '--demo',
    ...args,
  ]);
  return { out: stdout, told: stderr };
}

test('the demo run makes a preview and a final of each workflow, and a poor account grants itself what it lacks', {
  timeout: 120_000,
}, async () => {
  const { out } = await rushes('demo-run');
  expect(out.match(/^(chat|tts) +completed/gm)).toHaveLength(4);
  expect(out).toContain('900 available');
  const takes = out.match(/\S+\/assets\/\S+\.(txt|mp3)/g) ?? [];
  expect(takes).toHaveLength(4);
  for (const path of takes) expect(existsSync(path)).toBe(true);

  await rushes('run', 'tts', '--text', 'Held.', '--count', '9', '--no-wait');
  const credits = JSON.parse((await rushes('credits', '--json')).out) as unknown;
  expect(credits).toMatchObject({ available: 0, held: 900, demo: true });
  const again = await rushes('demo-run');
  expect(again.out + again.told).toMatch(/grant/i);
  expect(again.out.match(/^(chat|tts) +completed/gm)).toHaveLength(4);
});
