import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulators, startSimulators } from '../../simulators/start.ts';
import { migrations } from '../../src-main/engine/db/migrations/list.ts';
import { type Inside, openInside } from './inside.ts';
import { folders, inState, makeJob, reach } from './world.ts';

/** `doctor`: it says what is right and what is wrong, and its bundle tells nothing that is the creator's own. */

const disk = folders();
afterAll(() => disk.removeAll());

const canaryPrompt = 'canary-prompt-8f1d walks into a bar';
const canaryKey = 'sk-or-v1-canarykey77aa88bb99cc';
const falKey = '0badc0de-1234-4321-8888-123456789abc:canaryfalsecret00112233';

let folder: string;
let simulators: Simulators;
let inside: Inside;
beforeEach(async () => {
  folder = disk.make();
  simulators = await startSimulators({ speed: 0 });
  const { openrouter, fal } = simulators.urls;
  const given = { keys: { openrouter: canaryKey, fal: falKey }, urls: { openrouter, fal } };
  inside = await openInside(folder, { work: true, given });
});
afterEach(async () => {
  await inside.stop();
  await simulators.close();
});

async function worked(): Promise<void> {
  const { client } = inside;
  const { id } = await makeJob(client, 'chat', canaryPrompt);
  await reach(client, id, inState('completed', 'failed'));
}
const fault = (mode: string, more: object = {}): Promise<unknown> =>
  fetch(`${simulators.urls.control}/faults`, {
    method: 'POST',
    body: JSON.stringify({ provider: 'openrouter', call: 'chat', mode, times: 1, ...more }),
  });
const wrong = async (): Promise<string[]> =>
  (await inside.client.app.doctor()).checks.filter((c) => !c.ok && c.name !== 'disk').map((c) => c.name);

describe('doctor', () => {
  it('finds nothing wrong with a good profile', async () => {
    await worked();
    const { checks } = await inside.client.app.doctor();
    expect(checks.map((c) => c.name)).toEqual(
      expect.arrayContaining(['database', 'ledger', 'files', 'disk', 'keychain', 'backups']),
    );
    expect(await wrong()).toEqual([]);
    expect(JSON.stringify(checks)).not.toContain(canaryKey);
  });

  it('tells a file that is gone', async () => {
    await worked();
    const takes = readdirSync(join(folder, 'assets'), { recursive: true, withFileTypes: true });
    const [one] = takes.filter((entry) => entry.isFile());
    rmSync(join(one!.parentPath, one!.name));
    expect(await wrong()).toEqual(['files']);
  });

  it('tells a ledger whose entries do not add up', async () => {
    inside.running.engine.db.sqlite.exec(
      `PRAGMA ignore_check_constraints = ON; UPDATE accounts SET balance = balance + 1 WHERE name = 'available'`,
    );
    expect(await wrong()).toContain('ledger');
  });

  it('tells a database with a page that is not what it was', async () => {
    await worked();
    const { sqlite } = inside.running.engine.db;
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    const page = Number(
      sqlite.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'attempts_live'`).pluck().get(),
    );
    const file = join(folder, 'rushes.db');
    const bytes = readFileSync(file);
    const whole = Buffer.from(bytes);
    bytes.fill(0xff, (page - 1) * 4_096, (page - 1) * 4_096 + 8);
    writeFileSync(file, bytes);
    expect(await wrong()).toContain('database');
    writeFileSync(file, whole);
    expect(await wrong()).toEqual([]);
  });
});

describe('its bundle', () => {
  it('has versions, counts and the last log lines; no prompt, no key, no answer', async () => {
    await fault('422', { message: `your prompt "${canaryPrompt}" and your key ${canaryKey} are bad` });
    const { client } = inside;
    const failed = await makeJob(client, 'chat', canaryPrompt);
    await reach(client, failed.id, inState('failed', 'completed'));
    await worked();
    inside.running.engine.log.error('a mistake', { error: new Error(`with ${canaryKey} and Key ${falKey}`) });
    const file = join(folder, 'report.json');
    const { path, bytes } = await client.app.bundle({ file });
    const text = readFileSync(path, 'utf8');
    expect(Buffer.byteLength(text)).toBe(bytes);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    const report = JSON.parse(text) as Record<string, unknown>;
    expect(report).toMatchObject({
      schema: migrations.length,
      demo: false,
      examined: { checks: expect.any(Array) },
    });
    expect((report.log as string[]).join()).toContain('engine started');
    for (const word of ['canary-prompt', canaryKey, falKey, 'canaryfalsecret'])
      expect(text).not.toContain(word);
    const answers = readdirSync(join(folder, 'assets'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name.endsWith('.txt'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(text).not.toContain(answer.slice(0, 40));
  });

  it('overwrites nothing and is made only where a file can be', async () => {
    const file = join(folder, 'mine.txt');
    writeFileSync(file, 'mine');
    const refused = (at: string): Promise<unknown> =>
      expect(inside.client.app.bundle({ file: at })).rejects.toMatchObject({
        code: 'BAD_INPUT',
        data: { field: 'bundle' },
      });
    await refused(file);
    mkdirSync(join(folder, 'sub'));
    await refused(join(folder, 'sub'));
    await refused(join(folder, 'no', 'such', 'folder.json'));
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});
