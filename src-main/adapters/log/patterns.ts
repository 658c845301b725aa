/** What looks like a secret, wherever it comes from. Each pattern is linear or bounded: texts of strangers run through them. */

export const mark = '[secret]';
const cut = '[cut]';

type Rule = readonly [pattern: RegExp, by: string];

/**
 * To the closing quote where the value has one, to the end of the line where it has none. The frame stays, and a mark
 * with nothing behind it is left alone, so that a finished line stays JSON when it goes through here again.
 */
const header = (names: string, flags = 'gi'): Rule => {
  const before = `(\\b(?:${names})\\\\{0,3}["']?\\s{0,4}[:=]\\s{0,4})`;
  const quoted = `(\\\\{0,3}(["']))(?:(?!\\\\{0,3}\\3)[^\\r\\n])*`;
  const bare = `(?!\\s{0,4}\\[secret\\](?:["'\\\\\\r\\n]|$))[^\\r\\n]*`;
  return [new RegExp(`${before}(?:${quoted}|${bare})`, flags), `$1$2${mark}`];
};

const rules: readonly Rule[] = [
  [
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8192}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
    mark,
  ],
  [/\bdata:[a-z]{1,20}\/[a-z0-9.+-]{1,60}(?:;[a-z0-9=-]{1,40}){0,4},[A-Za-z0-9+/=_%-]*/gi, `data:${cut}`],
  // Encoded into another address: only what stands before its query is kept.
  [/(\bhttps?%3a%2f%2f[a-z0-9.%_~+-]{0,2048}?)%3f[^\s"'<>&\\]*/gi, `$1?${cut}`],
  // Name and password, then the query and the fragment (launch codes travel there).
  [/(\b[a-z][a-z0-9+.-]{1,15}:(?:\\?\/){2})[^\s"'<>\\/?#@]{1,512}@/gi, `$1${cut}@`],
  [
    /(\b[a-z][a-z0-9+.-]{1,15}:(?:\\?\/){2}[^\s"'<>?#]{1,2048})[?#](?:[^\s"'<>\\]|\\(?!\\{0,8}["']))*/gi,
    `$1?${cut}`,
  ],
  // A query without its address, as in a request line.
  [/[?#&](?=[\w.%~[\]-]{1,64}=)(?:[^\s"'<>\\]|\\(?!\\{0,8}["']))*/g, `?${cut}`],
  header('(?:proxy-)?authorization|(?:set-)?cookie2?'),
  header(
    'x-[a-z-]{0,20}(?:key|token|secret)|api[-_]?key|client[-_]?secret|(?:access|refresh)[-_]?token|password',
  ),
  // Variables of the environment: FAL_KEY=…
  header('[A-Z][A-Z0-9_]{0,60}_(?:KEY|SECRET|TOKEN|PASSWORD)', 'g'),
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, mark],
  [/sk-or-[A-Za-z0-9_-]{4,}/gi, mark],
  [/(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{8,}/g, mark],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?::|%3a)[0-9a-f]{8,}/gi, mark],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g, mark],
  [/\b(Bearer)\s+[A-Za-z0-9+/=_.~:-]{6,}/gi, `$1 ${mark}`],
  [/\b(Basic)\s+[A-Za-z0-9+/=_-]{12,}/gi, `$1 ${mark}`],
  // "key" is also a word of prose: what follows must have a digit, or be longer than words are.
  [/\b(Key)\s+(?:(?=[^\s\d]{0,200}\d)[^\s"',;\\]{8,}|[^\s"',;\\]{24,})/gi, `$1 ${mark}`],
];

export function withoutPatterns(text: string): string {
  let left = text;
  for (const [pattern, by] of rules) left = left.replace(pattern, by);
  return left;
}

/** Names of headers and fields whose value is a secret whatever it looks like. */
const secretName =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|secrets?|passwords?|passphrase|credentials?|token|launch[-_]?code|private[-_]?key|client[-_]?secret|(?:access|refresh|id|bearer)[-_]?token|(?:x-[a-z-]*)?api[-_]?keys?|x-[a-z-]*(?:key|token|secret))$/i;

const secretVariable = /^[A-Z][A-Z0-9_]*_(?:KEY|SECRET|TOKEN|PASSWORD)$/;

export const isSecretName = (name: string): boolean => secretName.test(name) || secretVariable.test(name);
