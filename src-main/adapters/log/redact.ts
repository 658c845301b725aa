import { RushesError } from '../../../src-shared/contract/errors.ts';
import { type KnownSecrets, knownSecrets } from '../net/secret-forms.ts';
import { isSecretName, mark, withoutPatterns } from './patterns.ts';
import { shortStack } from './stack.ts';

/**
 * The one way out for anything that may carry a secret: log lines, the bundle of `doctor`, errors on a terminal.
 * Invariants: what comes out is plain JSON data, never throws, is bounded, and holds no known secret in any of its forms.
 */
export type Redactor = {
  /** A text of any length, with the secrets gone. */
  text(text: string): string;
  /** Any value as plain data within the limits. */
  value(value: unknown, limits?: Limits): unknown;
  /** True where a known secret is still in a finished text. */
  finds(text: string): boolean;
};

export type Limits = { depth: number; items: number; text: number };
export const usualLimits: Limits = { depth: 6, items: 40, text: 2_000 };

/** A text is read this far; what follows is dropped unread. */
const readChars = 16_384;
/** Values in one walk, so that wide and deep together stay bounded. */
const mostValues = 1_000;

export function redact(value: string, secrets: readonly string[]): string;
export function redact(value: unknown, secrets: readonly string[]): unknown;
export function redact(value: unknown, secrets: readonly string[]): unknown {
  const redactor = createRedactor(secrets);
  return typeof value === 'string' ? redactor.text(value) : redactor.value(value);
}

export function createRedactor(secrets: readonly string[]): Redactor {
  const known = knownSecrets(secrets);
  const text = (from: string) => clean(from, known);
  return {
    text,
    value: (value, limits = usualLimits) => createWalk(text, known.longest, limits)(value, 0),
    finds: (whole) => hasKnown(whole, known),
  };
}

/** A replacement may put a new secret together with what stands beside it, so this goes on until nothing changes. */
function clean(from: string, known: KnownSecrets): string {
  let left = from;
  for (let round = 0; round < 5; round++) {
    const before = left;
    if (known.pattern) left = left.replace(known.pattern, mark);
    left = withoutPatterns(left);
    if (left === before) return left;
  }
  return hasKnown(left, known) ? mark : left;
}

function hasKnown(text: string, known: KnownSecrets): boolean {
  return known.pattern !== null && text.search(known.pattern) >= 0;
}

function createWalk(text: (from: string) => string, longest: number, limits: Limits) {
  const above = new Set<object>();
  let values = 0;

  /** Cut after the redaction, never before: half a secret is not recognised. What was left unread could begin in a secret. */
  function short(from: string, most: number): string {
    const unread = from.length > readChars;
    let left = text(unread ? from.slice(0, readChars) : from);
    if (unread) left = left.slice(0, Math.max(0, left.length - Math.max(longest, 200)));
    if (left.length <= most && !unread) return left;
    return `${left.slice(0, most)}… [${from.length} characters]`;
  }

  function walk(value: unknown, depth: number): unknown {
    values += 1;
    if (values > mostValues) return '[more]';
    switch (typeof value) {
      case 'string':
        return short(value, limits.text);
      case 'number':
      case 'bigint': {
        const digits = String(value);
        if (text(digits) !== digits) return mark;
        return Number.isFinite(value) ? value : digits;
      }
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        return value === null ? null : guarded(value, depth);
      default:
        return `[${typeof value}]`;
    }
  }

  function guarded(value: object, depth: number): unknown {
    if (above.has(value)) return '[circular]';
    if (depth > limits.depth) return '[deeper]';
    above.add(value);
    try {
      return walkObject(value, depth);
    } catch {
      return '[unreadable]';
    } finally {
      above.delete(value);
    }
  }

  function walkObject(value: object, depth: number): unknown {
    if (value instanceof Error) return walkError(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString();
    if (value instanceof URL) return short(value.href, limits.text);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Headers || value instanceof URLSearchParams || value instanceof Map) {
      return walkEntries(
        [...value].map(([name, item]) => [String(name), () => item]),
        depth,
      );
    }
    if (value instanceof Set) return walkList([...value], depth);
    if (Array.isArray(value)) return walkList(value, depth);
    const names = Object.keys(value);
    return walkEntries(
      names.map((name) => [name, () => (value as Record<string, unknown>)[name]]),
      depth,
    );
  }

  function walkList(list: unknown[], depth: number): unknown[] {
    const out = list.slice(0, limits.items).map((item, i) => {
      const before = i > 0 ? list[i - 1] : null; // header lists: ['cookie', 'a=b']
      const secret = typeof before === 'string' && isSecretName(before) && typeof item === 'string';
      return secret ? mark : walk(item, depth + 1);
    });
    return list.length > limits.items ? [...out, `[${list.length - limits.items} more]`] : out;
  }

  function walkEntries(entries: [string, () => unknown][], depth: number): Record<string, unknown> {
    const out: Record<string, unknown> = Object.create(null);
    for (const [name, read] of entries.slice(0, limits.items))
      out[short(name, 100)] = walkField(name, read, depth);
    if (entries.length > limits.items) out['…'] = `[${entries.length - limits.items} more]`;
    return out;
  }

  function walkField(name: string, read: () => unknown, depth: number): unknown {
    try {
      const value = read();
      const plain =
        value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number';
      return isSecretName(name) && !plain ? mark : walk(value, depth + 1);
    } catch {
      return '[unreadable]';
    }
  }

  /** Only what errors are known to carry: SDKs hang whole requests on theirs. */
  function walkError(error: Error, depth: number): unknown {
    const fields: [string, () => unknown][] = [
      ['name', () => error.name],
      ['message', () => error.message],
      ['code', () => ('code' in error ? error.code : undefined)],
      ['facts', () => (error instanceof RushesError ? error.facts : undefined)],
      ['stack', () => shortStack(error.stack)],
      ['errors', () => (error instanceof AggregateError ? error.errors : undefined)],
      ['cause', () => error.cause],
    ];
    const told = walkEntries(fields, depth);
    return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  }

  return walk;
}
