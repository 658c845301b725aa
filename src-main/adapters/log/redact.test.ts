import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { createRedactor, redact } from './redact.ts';

const canary = 'sk-canary-8f3a+Q/7"zé\\x&y=9';
const latin = 'plain"canary\\of/words+and=more';

const encodings: Record<string, (secret: string) => string> = {
  plain: (s) => s,
  json: (s) => JSON.stringify(s),
  'json in json': (s) => JSON.stringify(JSON.stringify(s)),
  base64: (s) => Buffer.from(s).toString('base64'),
  base64url: (s) => Buffer.from(s).toString('base64url'),
  'base64 of a pair': (s) => Buffer.from(`user:${s}:more`).toString('base64'),
  'base64 shifted by two': (s) => Buffer.from(`ab${s}cd`).toString('base64url'),
  url: (s) => encodeURIComponent(s),
  'url, lower case': (s) => encodeURIComponent(s).replace(/%../g, (code) => code.toLowerCase()),
  'url twice': (s) => encodeURIComponent(encodeURIComponent(s)),
  form: (s) => new URLSearchParams({ s }).toString(),
  hex: (s) => Buffer.from(s).toString('hex').toUpperCase(),
  reversed: (s) => [...s].reverse().join(''),
  'base64 reversed': (s) => [...Buffer.from(s).toString('base64')].reverse().join(''),
  html: (s) => s.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
};

/** All texts in a value, names of fields too. */
function texts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, item]) => [name, ...texts(item)]);
}

describe('known secrets', () => {
  it.each(Object.entries(encodings))('are not left in a text, %s', (_, encode) => {
    for (const secret of [canary, latin]) {
      const form = encode(secret);
      const out = redact(`before ${form} after`, [secret]);
      expect(out).toContain('[secret]');
      expect(out.startsWith('before ') && out.endsWith(' after')).toBe(true);
      for (const other of Object.values(encodings)) expect(out).not.toContain(other(secret));
      for (let i = 0; i + 8 <= form.length; i++) expect(out.includes(form.slice(i, i + 8))).toBe(false);
    }
  });

  const secretOf = fc
    .oneof(fc.string({ minLength: 6, maxLength: 40 }), fc.base64String({ minLength: 8 }), fc.uuid())
    .filter((secret) => secret.length >= 6 && !'[secret]… [cut] characters]'.includes(secret.toLowerCase()));

  it('are never left, whatever stands around them and wherever they sit', () => {
    const around = fc.oneof(
      fc.string(),
      fc.constantFrom('Bearer ', 'https://h/p?k=', 'cookie: ', '"', '\\', 'Key '),
    );
    fc.assert(
      fc.property(
        fc.array(secretOf, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(around, fc.nat(), fc.constantFrom(...Object.values(encodings)), around), {
          maxLength: 6,
        }),
        (secrets, parts) => {
          const pick = (n: number) => secrets[n % secrets.length] ?? '';
          const text = parts.map(([a, n, encode, b]) => a + encode(pick(n)) + b).join('');
          const error = new Error(text, { cause: new RushesError('INTERNAL', { detail: text }) });
          const value = {
            text,
            [text]: [text, { [pick(0)]: pick(1) }],
            error,
            map: new Map([[text, pick(2)]]),
          };
          for (const out of [redact(text, secrets), ...texts(redact(value, secrets))]) {
            for (const secret of secrets) expect(out.includes(secret)).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are not left in half where a long text is cut', () => {
    const secret = 'Zq7'.repeat(20);
    for (let before = 1_900; before < 2_100; before += 7) {
      const out = JSON.stringify(redact({ long: 'x '.repeat(before / 2) + secret.repeat(600) }, [secret]));
      expect(out).not.toContain('Zq7');
    }
    for (let before = 16_200; before < 16_500; before += 7) {
      const out = JSON.stringify(redact({ long: `${'a'.repeat(before)}${secret}` }, [secret]));
      expect(out).not.toContain('Zq7');
    }
  });

  it('are found as numbers and as what two secrets make together', () => {
    expect(redact({ pin: 12345678, other: 5 }, ['12345678'])).toEqual({ pin: '[secret]', other: 5 });
    expect(redact('aaaaaaaax12345', ['aaaaaaaa', ']x12345'])).not.toContain(']x12345');
  });
});

describe('what looks like a secret', () => {
  const uuid = '3f2b8c1e-9d4a-4c77-8a10-5b6c7d8e9f01';
  const key = 'Abc123xyz789QRS';
  it.each([
    ['the key sk-or-v1-0a1b2c3d4e is bad', 'the key [secret] is bad'],
    [`OPENROUTER_sk-or-v1-${key}`, 'OPENROUTER_[secret]'],
    [`sk-${key}`, '[secret]'],
    [`Key ${uuid}:0123456789abcdef0123456789abcdef`, 'Key [secret]'],
    [`at ${uuid}:0123456789abcdef0123456789abcdef.`, 'at [secret].'],
    [`sent Key ${key}, then`, 'sent Key [secret], then'],
    [`bearer ${key}`, 'bearer [secret]'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[secret]'],
    [`Authorization: Digest username="u", response="${key}"`, 'Authorization: [secret]'],
    [`{"authorization":"Token ${key}","model":"m"}`, '{"authorization":"[secret]","model":"m"}'],
    [`Set-Cookie: sid=${key}; Path=/\nnext`, 'Set-Cookie: [secret]\nnext'],
    [`Cookie: [secret]; sid=${key}`, 'Cookie: [secret]'],
    [`"{\\"x-fal-key\\":\\"a'${key}\\",\\"m\\":1}"`, '"{\\"x-fal-key\\":\\"[secret]\\",\\"m\\":1}"'],
    [`FAL_KEY=${key}`, 'FAL_KEY=[secret]'],
    [`{ password: '${key}"', n: 1 }`, `{ password: '[secret]', n: 1 }`],
    [`"see https://h/p?a=b\\u0026c=${key}\\""`, '"see https://h/p?[cut]\\""'],
    [
      `GET https://v3.fal.media/files/a/b.mp3?X-Sig=${key}&e=1 failed`,
      'GET https://v3.fal.media/files/a/b.mp3?[cut] failed',
    ],
    [`https://user:${key}@host/x#code=${key}`, 'https://[cut]@host/x?[cut]'],
    [`https:\\/\\/host\\/x?sig=${key}`, 'https:\\/\\/host\\/x?[cut]'],
    [`to=https%3A%2F%2Fhost%2Fx%3Fsig%3D${key}`, 'to=https%3A%2F%2Fhost%2Fx?[cut]'],
    [`POST /launch?code=${key} 404`, 'POST /launch?[cut] 404'],
    ['data:image/png;base64,iVBORw0KGgo=', 'data:[cut]'],
    [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.${key}`, '[secret]'],
  ])('%s', (from, to) => {
    expect(redact(from, [])).toBe(to);
    expect(redact(to, [])).toBe(to);
    expect(redact(JSON.stringify({ text: from, more: [from] }), [])).not.toContain(key);
    const done = JSON.stringify({ text: to, more: [to] });
    expect(redact(done, [])).toBe(done);
  });

  it.each([
    'The key is missing for openrouter.',
    'risk-adjusted task-force-manager, locale sk-SK',
    'job_0a1b2c 12:30:45 https://openrouter.ai/api/v1/generation',
    `request ${uuid} is running (is it?)`,
  ])('leaves %s', (text) => {
    expect(redact(text, [])).toBe(text);
  });

  it('is seen by the name of its field or header', () => {
    const headers = new Headers({ authorization: 'x', 'x-fal-key': 'y', accept: 'audio/mpeg' });
    const raw = ['Host', 'h', 'Cookie', 'a=b'];
    expect(
      redact(
        { headers, raw, apiKey: 'v', FAL_KEY: 'v', idempotency_key: 'v', password: null, token: ['v'] },
        [],
      ),
    ).toEqual({
      headers: { accept: 'audio/mpeg', authorization: '[secret]', 'x-fal-key': '[secret]' },
      raw: ['Host', 'h', 'Cookie', '[secret]'],
      apiKey: '[secret]',
      FAL_KEY: '[secret]',
      idempotency_key: 'v',
      password: null,
      token: '[secret]',
    });
  });
});

describe('any value', () => {
  it('of an error tells name, message, code, facts, short stack and cause, and nothing an SDK hung on it', () => {
    const inner = Object.assign(new TypeError(`no route ${canary}`), {
      code: 'ECONNRESET',
      request: { body: 'prompt' },
    });
    const error = new RushesError('INTERNAL', { detail: `with ${canary}` }, { cause: inner });
    const out = redact(error, [canary]) as { stack: string[]; cause: object };
    expect(out).toMatchObject({ name: 'RushesError', code: 'INTERNAL', facts: { detail: 'with [secret]' } });
    expect(out.cause).toMatchObject({ name: 'TypeError', message: 'no route [secret]', code: 'ECONNRESET' });
    expect(out.cause).not.toHaveProperty('request');
    expect(out.stack[0]).toMatch(/^\S+ adapters\/log\/redact\.test\.ts:\d+:\d+$/);
    expect(JSON.stringify(out)).not.toContain('/work/');
  });

  it('comes out bounded and plain, and never throws', () => {
    const circle: Record<string, unknown> = {
      n: 1n,
      f: () => 1,
      s: Symbol('x'),
      d: new Date(0),
      b: Buffer.from(canary),
    };
    circle.self = circle;
    const traps = {
      get bad() {
        throw new Error('no');
      },
    };
    const hostile = new Proxy({}, { ownKeys: () => { throw new Error('no'); } }); // biome-ignore format: one line
    expect(redact({ circle, traps, hostile, bad: new Date(Number.NaN) }, [canary])).toEqual({
      circle: {
        n: '1',
        f: '[function]',
        s: '[symbol]',
        d: '1970-01-01T00:00:00.000Z',
        b: '[28 bytes]',
        self: '[circular]',
      },
      traps: { bad: '[unreadable]' },
      hostile: '[unreadable]',
      bad: '[no date]',
    });
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`n${i}`, 'x'.repeat(5_000)]));
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ inner, wide }), null);
    expect(JSON.stringify(redact([deep, deep, wide], [])).length).toBeLessThan(2_500_000);
    fc.assert(
      fc.property(
        fc.anything({ withMap: true, withSet: true, withBigInt: true, withDate: true }),
        (value) => {
          JSON.stringify(redact(value, ['not in here']));
        },
      ),
    );
  });

  it('is fast with texts made to be slow', () => {
    const redactor = createRedactor([canary]);
    const nasty = [
      'a',
      '/',
      '%2f',
      'https%3a%2f%2f',
      'Key ',
      'cookie:',
      'data:a/a;a',
      '?a',
      'eyJ',
      'sk-',
      '-----BEGIN ',
    ];
    const started = performance.now();
    for (const piece of nasty) redactor.value({ text: piece.repeat(16_384 / piece.length) });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
