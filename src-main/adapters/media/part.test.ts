import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { startProgram } from '../system/program.ts';
import { installPart, partFacts } from './part.ts';

/** Fetching the part, with programs that stand for npm: nothing is fetched in here. */
let here = '';
const folder = (): string => join(here, 'native');
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'rushes-media-part-'));
});
afterEach(() => rmSync(here, { recursive: true, force: true }));

/** An npm that does this. */
function npm(source: string): string {
  const path = join(here, 'npm-cli.js');
  writeFileSync(path, `const fs = require('node:fs');\n${source}`);
  return path;
}

const putPackage = `
  fs.mkdirSync('node_modules/node-av', { recursive: true });
  fs.writeFileSync('node_modules/node-av/package.json', '{"name":"node-av","exports":{"./lib":"./lib.js"}}');
`;

async function endOf(work: Promise<void>): Promise<Record<string, unknown>> {
  try {
    await work;
    return { code: 'none' };
  } catch (error) {
    if (!(error instanceof RushesError)) return { error };
    return { code: error.code, ...error.facts };
  }
}

const secretNames = [
  ...['RUSHES_TEST_PART_KEY', 'FAL_KEY', 'CLOUDINARY_URL', 'SUPABASE_URL', 'SUPABASE_SERVICE_ROLE_KEY'],
  ...[
    'DATABASE_URL',
    'TEAM_DATABASE_URL',
    'PGPASSWORD',
    'WEBHOOK_SECRET',
    'GITHUB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
  ],
  ...['SOME_API_KEY', 'SMTP_PASSWORD', 'SENTRY_DSN', 'TOKEN'],
];
const keptNames = ['npm_config_registry', 'NODE_AUTH_TOKEN', 'HTTPS_PROXY', 'NODE_EXTRA_CA_CERTS', 'MONKEY'];

describe('the installation', () => {
  test('is npm ci without scripts, in a folder of its own, held to hashes, without a key', async () => {
    for (const name of secretNames) vi.stubEnv(name, 'sk-secret');
    for (const name of keptNames) vi.stubEnv(name, 'is-needed');
    const told = join(here, 'told.json');
    const program = npm(`
      fs.writeFileSync(${JSON.stringify(told)}, JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd() }));
      ${putPackage}
      fs.writeFileSync('node_modules/node-av/lib.js', '');
    `);
    try {
      expect(await endOf(installPart(folder(), { startProgram, npm: program }))).toEqual({ code: 'none' });
    } finally {
      vi.unstubAllEnvs();
    }
    const { args, env, cwd } = JSON.parse(readFileSync(told, 'utf8'));
    expect(args.slice(0, 2)).toEqual(['ci', '--ignore-scripts']);
    expect(args.join(' ')).not.toMatch(/registry|:\/\//);
    expect(cwd).toMatch(/native$/);
    expect(JSON.stringify(env)).not.toContain('sk-secret');
    for (const name of keptNames) expect(env[name]).toBe('is-needed');
    if (process.platform !== 'win32') expect(statSync(folder()).mode & 0o777).toBe(0o700);
    const lock = JSON.parse(readFileSync(join(folder(), 'package-lock.json'), 'utf8'));
    const packages = Object.entries<{ integrity?: string }>(lock.packages).filter(([name]) => name !== '');
    expect(packages.filter(([, one]) => !one.integrity?.startsWith('sha512-'))).toEqual([]);
    expect(lock.packages['node_modules/node-av'].version).toBe(partFacts().version);
  });

  test('that npm refuses ends in its words, without a folder of this machine in them', async () => {
    const program = npm(`console.error('npm error EINTEGRITY in ${'/some/where'}/cache'); process.exit(1);`);
    const end = await endOf(installPart(folder(), { startProgram, npm: program }));
    expect(end).toMatchObject({ code: 'media_failed', detail: expect.stringContaining('EINTEGRITY') });
    expect(end.detail).not.toContain('/some');
  });

  test('of what does not run here fails, though npm says that it is well', async () => {
    const program = npm(
      `${putPackage} fs.writeFileSync('node_modules/node-av/lib.js', 'throw new Error("GLIBC_2.99")');`,
    );
    expect(await endOf(installPart(folder(), { startProgram, npm: program }))).toMatchObject({
      code: 'media_failed',
      detail: expect.stringMatching(/^it does not run on this machine: .*GLIBC_2\.99/),
    });
  });

  test('without npm says so', async () => {
    expect(await endOf(installPart(folder(), { startProgram, npm: join(here, 'no-npm') }))).toMatchObject({
      code: 'MEDIA_MISSING',
      rule: expect.stringContaining('npm'),
    });
  });

  test('can be stopped', async () => {
    const stop = new AbortController();
    const program = npm(`fs.writeFileSync('started', ''); setInterval(() => {}, 1_000);`);
    const ended = endOf(installPart(folder(), { startProgram, npm: program, signal: stop.signal }));
    await expect.poll(() => existsSync(join(folder(), 'started'))).toBe(true);
    stop.abort(new Error('enough'));
    expect(await ended).toEqual({ error: new Error('enough') });
  });
});

test('what a person is told of the part before it is fetched', () => {
  expect(partFacts()).toMatchObject({ name: 'node-av', licence: expect.stringContaining('GPL') });
  expect(partFacts().megabytes).toBeGreaterThan(100);
  const { dependencies } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../resources/media/package.json'), 'utf8'),
  );
  expect(dependencies).toEqual({ 'node-av': partFacts().version });
  const own = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  expect(own.optionalDependencies['node-av']).toBe(partFacts().version);
});
