import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceOf } from '../profile/world.ts';

/**
 * T02: no SDK sends a paid request again by itself. The queue owns retry; `fal.subscribe` and `fal.run` wait and send as
 * they like, `new OpenAI` sends 3 times by default, and OpenRouter's own SDK for an hour.
 */

const root = sourceOf('../../');
type Source = { file: string; code: string };

/** Code without its comments, in one line per file, so that no line break hides a call. */
const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`])\/\/.*$/gm, '$1').replace(/\s+/g, ' ');

const sources: Source[] = readdirSync(root)
  .filter((name) => name.startsWith('src-'))
  .flatMap((name) =>
    readdirSync(join(root, name), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()),
  )
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => /\.(ts|tsx|mjs|js)$/.test(file) && !/\.test\./.test(file))
  .map((file) => ({ file: file.slice(root.length), code: codeOf(readFileSync(file, 'utf8')) }));

const banned: [name: string, pattern: RegExp][] = [
  ['fal.subscribe', /\bfal\w*\s*\.\s*subscribe\b/i],
  ['queue.subscribe', /\bqueue\s*\.\s*(subscribe|subscribeToStatus)\b/],
  ['fal.run', /\bfal\w*\s*\.\s*run\s*\(/i],
  ['client.run or client.subscribe of fal', /createFalClient\([^;]*\)\s*\.\s*(run|subscribe|stream)\b/],
  ["the fal client's shared instance", /import\s*(type\s*)?\{[^}]*\bfal\b[^}]*\}\s*from '@fal-ai\/client'/],
  ["OpenRouter's own SDK", /@openrouter\/sdk|@openrouter\/ai-sdk/],
  ['retries that are switched on', /maxRetries\s*:\s*[1-9]/],
];

/** The argument list of every call that begins with `opening`. */
function callsOf(code: string, opening: RegExp): string[] {
  return [...code.matchAll(new RegExp(opening.source, 'g'))].map((found) => {
    let depth = 0;
    for (let at = found.index + found[0].length - 1; at < code.length; at++) {
      if (code[at] === '(') depth++;
      if (code[at] === ')' && --depth === 0) return code.slice(found.index, at + 1);
    }
    return code.slice(found.index);
  });
}
/** Clients of the `openai` package, under whatever name it was imported. */
function openAiClients(code: string): string[] {
  const lazy = [...code.matchAll(/default: (\w+) \} = await import\('openai'\)/g)].map((found) => found[1]);
  const names = ['OpenAI', 'AzureOpenAI', ...lazy].join('|');
  return callsOf(code, new RegExp(`new (?:${names})\\(`));
}
const unbounded = (code: string): string[] =>
  openAiClients(code).filter((call) => !/\bmaxRetries\s*:\s*0\b/.test(call));
/** A fal client sends 3 times more by default where it was not answered. */
const falOpen = (code: string): string[] =>
  callsOf(code, /createFalClient\(/).filter((call) => !/\bretry\s*:\s*\{\s*maxRetries\s*:\s*0\b/.test(call));

describe('the code that ships', () => {
  it('was found', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.some(({ code }) => openAiClients(code).length > 0)).toBe(true);
    expect(sources.some(({ code }) => /createFalClient\(/.test(code))).toBe(true);
  });

  it.each(banned)('has no %s', (_name, pattern) => {
    expect(sources.filter(({ code }) => pattern.test(code)).map(({ file }) => file)).toEqual([]);
  });

  it('switches the retries of every client off where it is made', () => {
    const bad = ({ code }: Source): boolean => unbounded(code).length + falOpen(code).length > 0;
    expect(sources.filter(bad).map(({ file }) => file)).toEqual([]);
  });

  it('imports an SDK in its adapter only, and no SDK there statically', () => {
    const importing = sources.filter(({ code }) =>
      /from '(openai|@fal-ai\/client)'|import\('(openai|@fal-ai\/client)'\)/.test(code),
    );
    for (const { file } of importing) expect(file).toMatch(/^src-main\/adapters\/(openrouter|fal)\//);
    const eager = importing.filter(({ code }) =>
      /import (?!type\b)(?!\{\s*type\b[^,}]*\}\s*from)[^;]*from '(openai|@fal-ai\/client)'/.test(code),
    );
    expect(eager.map(({ file }) => file)).toEqual([]);
  });
});

describe('the gate itself', () => {
  it('sees what it should, whatever stands in between', () => {
    const hits = (code: string): string[] =>
      banned.filter(([, p]) => p.test(codeOf(code))).map(([name]) => name);
    expect(hits('await fal\n  .subscribe("x")')).toContain('fal.subscribe');
    expect(hits('fal.queue.subscribe("x")')).toContain('queue.subscribe');
    expect(hits('falClient.run("x")')).toContain('fal.run');
    expect(hits('new OpenAI({ maxRetries: 2 })')).toContain('retries that are switched on');
    expect(unbounded(codeOf('new OpenAI({ apiKey,\n baseURL: url(1) })'))).toHaveLength(1);
    expect(unbounded(codeOf('new OpenAI({ apiKey: of(1),\n maxRetries: 0 })'))).toEqual([]);
    expect(hits('// fal.subscribe is not used')).toEqual([]);
  });
});
