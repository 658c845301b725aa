import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Both SDKs cost start-up time that a studio without a paid request need not spend. */
test('importing an adapter loads no SDK', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve(name, context, next) { const found = next(name, context); seen.push(found.url); return found; } });
    const { createOpenRouter } = await import(process.argv[1]);
    const { createFal } = await import(process.argv[2]);
    createOpenRouter({ key: async () => null, baseUrl: async () => '' });
    createFal({ key: async () => null, baseUrl: async () => null });
    console.log(JSON.stringify(seen));
  `;
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const adapters = [at('../openrouter/provider.ts'), at('../fal/provider.ts')];
  const seen = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script, ...adapters], { encoding: 'utf8' }),
  ) as string[];
  expect(seen.filter((url) => url.endsWith('/provider.ts'))).toHaveLength(2);
  expect(seen.filter((url) => /node_modules\/(openai|@fal-ai)\//.test(url))).toEqual([]);
});
