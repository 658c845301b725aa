/**
 * Holds lint-zones.mjs: who may import whom, which words are not used, how long a file may be, who writes a state, and who opens what
 * Electron or a browser keeps closed.
 *
 * `node scripts/zones.mjs [FOLDER]` prints one line per violation and exits 1 if there is one. It reads syntax trees, not
 * lines, so a comment or a text is no violation and a type import is one. scripts/zones.test.mjs breaks every rule once.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import {
  bannedWords,
  closedWords,
  electronZones,
  folders,
  maxLines,
  stateWriters,
  zones,
} from '../lint-zones.mjs';
import { root } from './local-node.mjs';
import { findings } from './zones-syntax.mjs';
import { saidIn } from './zones-words.mjs';

/** A pattern of the table as a regular expression; `<x>` becomes the group `x`, or the given name. */
function patternOf(pattern, x) {
  const parts = {
    '**': '.*',
    '*': '[^/]*',
    '<x>': x === undefined ? '(?<x>[^/]+)' : x.replace(/[.+]/g, '\\$&'),
  };
  const source = pattern.replace(/\*\*|\*|<x>|[.+?^${}()|[\]\\]/g, (token) => parts[token] ?? `\\${token}`);
  return new RegExp(`^${source}$`);
}

const matchesAny = (file, patterns, x) =>
  (patterns ?? []).some((pattern) => patternOf(pattern, x).test(file));

function zoneOf(file) {
  for (const zone of zones) {
    for (const pattern of zone.files) {
      const found = patternOf(pattern).exec(file);
      if (found !== null) return { ...zone, x: found.groups?.x };
    }
  }
  return undefined;
}

const packageName = (source) =>
  source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');

/** Why this import is not allowed, or undefined. */
function importProblem(file, zone, { source, typeOnly }) {
  if (source === undefined) {
    return zone.packages === '*' ? undefined : 'an import whose name is computed cannot be checked';
  }
  if (source.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), source);
    const allowed = matchesAny(target, zone.may, zone.x) && !matchesAny(target, zone.never, zone.x);
    if (allowed) return undefined;
    if (!matchesAny(target, zone.types, zone.x)) return `may not import ${target}`;
    return typeOnly ? undefined : `may import types only from ${target}`;
  }
  if (isBuiltin(source)) {
    const name = source.replace(/^node:/, '');
    return zone.builtins === '*' || zone.builtins.includes(name) ? undefined : `may not import node:${name}`;
  }
  const name = packageName(source);
  if (name === 'electron') return matchesAny(file, electronZones) ? undefined : 'may not import electron';
  const allowed =
    zone.packages === '*' || zone.packages.includes(name) || zone.packagesOf?.[zone.x]?.includes(name);
  return allowed ? undefined : `may not import the package ${name}`;
}

/** The words of a name: attempt-transition, JobManager and HTTPService are two words each. */
function wordsOf(name) {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return spaced.toLowerCase().split(/[^a-z0-9]+/);
}

const closed = new Set(Object.keys(closedWords));
/** What a person runs; a test may try what is forbidden. */
const isProduct = (file) => file.startsWith('src-') && !/\.test\.tsx?$/.test(file);

const bannedWordIn = (name) => wordsOf(name).find((word) => bannedWords.includes(word));

/** Every violation of one file, as { line, problem }. */
function check(file, text) {
  const problems = [];
  const say = (line, problem) => problems.push({ file, line, problem });
  for (const part of file.split('/')) {
    const word = bannedWordIn(part);
    if (word !== undefined) say(1, `the word "${word}" in the name ${part}: name what it does`);
  }
  if (!/\.tsx?$/.test(file)) return problems;

  const zone = zoneOf(file);
  if (zone === undefined) {
    say(1, 'belongs to no zone of lint-zones.mjs');
    return problems;
  }
  const most = zone.lines ?? maxLines;
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > most) say(lines, `has ${lines} lines, at most ${most} are allowed: split it`);

  const program = parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file);
  const found = findings(program);
  const lineOf = (node) => text.slice(0, node.start).split('\n').length;
  for (const one of found.imports) {
    const problem = importProblem(file, zone, one);
    if (problem !== undefined) say(lineOf(one.node), `${zone.name}: ${problem}`);
  }
  for (const { name, node } of found.uses) {
    if (zone.banned?.includes(name)) say(lineOf(node), `${zone.name}: may not use ${name}: it is passed in`);
  }
  for (const { name, node } of found.classes) {
    const word = bannedWordIn(name);
    if (word !== undefined) say(lineOf(node), `the word "${word}" in the class ${name}: name what it does`);
  }
  if (isProduct(file)) {
    for (const { word, node } of saidIn(program, closed))
      if (!closedWords[word].includes(file))
        say(
          lineOf(node),
          `opens what is kept closed: ${word} is said by ${closedWords[word].join(', ') || 'no file'}`,
        );
  }
  if (!stateWriters.includes(file) && /^src-(main|server)\//.test(file) && !file.endsWith('.test.ts')) {
    for (const node of found.stateWrites)
      say(lineOf(node), `sets a state in SQL: only ${stateWriters.join(' and ')} may`);
  }
  return problems;
}

function filesBelow(base, folder) {
  if (!existsSync(path.join(base, folder))) return [];
  const found = readdirSync(path.join(base, folder), { withFileTypes: true, recursive: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(base, path.join(entry.parentPath, entry.name)));
  return files
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !file.includes('node_modules/'));
}

/** Checks the tree below a folder. Answers how many files were read and every violation. */
export function checkTree(base) {
  const files = folders.flatMap((folder) => filesBelow(base, folder)).sort();
  const problems = files.flatMap((file) => {
    try {
      return check(file, readFileSync(path.join(base, file), 'utf8'));
    } catch (error) {
      return [{ file, line: 1, problem: `cannot be read: ${error.message}` }];
    }
  });
  return { files: files.length, problems };
}

if (realpathSync(process.argv[1]) === import.meta.filename) {
  const { files, problems } = checkTree(path.resolve(process.argv[2] ?? root));
  for (const { file, line, problem } of problems) process.stdout.write(`${file}:${line}: ${problem}\n`);
  process.stdout.write(`${files} files, ${problems.length} violations of the zones\n`);
  if (problems.length > 0 || files === 0) process.exitCode = 1;
}
