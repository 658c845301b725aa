import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { full } from '../full.ts';

/** The built program as `npm run demo` runs it: a real child process, real simulators in another, a real profile. */
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

/** The studio's own flows go the same ways in every run (e2e/workflows.spec.ts). */

test.runIf(full)(
  'the demo run makes a preview and a final of each workflow, and a poor account grants itself what it lacks',
  {
    timeout: 240_000,
  },
  async () => {
    const { out } = await rushes('demo-run');
    expect(out.match(/^\w+ +completed/gm)).toHaveLength(12);
    expect(out).toContain('400 available');
    const takes = out.match(/\S+\/assets\/\S+\.(txt|json|mp3|mp4)/g) ?? [];
    expect(takes).toHaveLength(12);
    for (const path of takes) expect(existsSync(path)).toBe(true);

    await rushes('run', 'tts', '--text', 'Held.', '--count', '4', '--no-wait');
    const credits = JSON.parse((await rushes('credits', '--json')).out) as unknown;
    expect(credits).toMatchObject({ available: 0, held: 400, demo: true });
    // A whole second run would show nothing new: it is ended once it has told of the grant.
    const told = await grantOfNext();
    expect(told).toContain('has 0 credits and this needs 600: it grants itself 600');
  },
);

function grantOfNext(): Promise<string> {
  const child = spawn(process.execPath, [program, '--home', home, '--demo', 'demo-run'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (piece: Buffer) => {
    told += piece.toString();
    if (told.includes('grants itself')) child.kill('SIGINT');
  });
  return new Promise((resolve) => child.once('close', () => resolve(told)));
}
