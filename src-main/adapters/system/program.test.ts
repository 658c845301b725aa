import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { startProgram } from './program.ts';

/** Programs of ours as child processes of Node. The desktop app's kind is tried in hosts/electron/programs.test.ts. */
const here = mkdtempSync(join(tmpdir(), 'rushes-program-'));
afterAll(() => rmSync(here, { recursive: true, force: true }));

const asked = (lines: string) => {
  const file = join(here, 'program.mjs');
  writeFileSync(file, lines);
  return { name: 'Test', file, args: ['a', 'b c'], env: { PATH: '/bin' }, flags: [] };
};

it('gets its arguments and its environment, and what it says arrives until it is forgotten', async () => {
  const made = startProgram(
    asked(`
      process.on('message', (data) =>
        process.send({ data, args: process.argv.slice(2), env: process.env.PATH, home: process.env.HOME ?? null }));
    `),
  );
  const heard: unknown[] = [];
  const told = new Promise((resolve) => made.onMessage(resolve));
  const forget = made.onMessage((message) => heard.push(message));
  forget();
  await made.send({ x: null });
  expect(await told).toEqual({ data: { x: null }, args: ['a', 'b c'], env: '/bin', home: null });
  expect(heard).toEqual([]);
  made.kill();
  expect(await made.ended).toEqual({ started: true, how: 'SIGKILL' });
  await expect(made.send('more')).rejects.toThrow();
});

it('has its last words read, and says how it ended', async () => {
  const made = startProgram(
    asked(`process.stderr.write('x'.repeat(100_000) + 'the end', () => process.exit(3))`),
  );
  let said = '';
  made.onWords((text) => {
    said += text;
  });
  expect(await made.ended).toEqual({ started: true, how: '3' });
  expect(said).toMatch(/^x+the end$/);
});

it('that cannot be started says why', async () => {
  const made = startProgram({ ...asked(''), cwd: join(here, 'nowhere') });
  expect(await made.ended).toEqual({ started: false, why: expect.stringContaining('ENOENT') });
});

/** Runs a module with these lines; its first line of output, and how it ends. */
async function parent(lines: string) {
  const source = `
    import { startProgram } from ${JSON.stringify(new URL('./program.ts', import.meta.url).href)};
    import { startDemoProviders } from ${JSON.stringify(new URL('../../start-demo-providers.ts', import.meta.url).href)};
    ${lines}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, line, ended };
}

it('that is not held lets this process end', async () => {
  const { ended } = await parent(`
    const made = startProgram(${JSON.stringify(asked('process.on("disconnect", () => process.exit()); process.send("here")'))});
    made.onMessage(() => made.hold(false));
    console.log(made.pid);
  `);
  expect(await ended).toEqual([0, null]);
});

it('the simulated providers end with a process that was killed', async () => {
  const files = { stateFile: join(here, 'state.json'), nativeFolder: here };
  const { child, line, ended } = await parent(`
    const providers = startDemoProviders({ startProgram, ...${JSON.stringify(files)} });
    console.log((await providers.urls()).openrouter);
  `);
  expect((await fetch(`${line}/models`)).status).toBe(200);
  child.kill('SIGKILL');
  await ended;
  const answers = (): Promise<boolean> =>
    fetch(`${line}/models`).then(
      () => true,
      () => false,
    );
  await expect.poll(answers, { timeout: 5_000 }).toBe(false);
});
