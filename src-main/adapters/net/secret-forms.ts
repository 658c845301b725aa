/** The shapes in which a known secret may turn up in a text, and a pattern that finds them all. */

/** Shorter ones are left to the patterns: they would turn up everywhere by chance. */
const shortestSecret = 6;

/** Finds every form of every secret; null where there is none to find. `longest` is how far a form may reach. */
export type KnownSecrets = { pattern: RegExp | null; longest: number };

export function knownSecrets(secrets: readonly string[]): KnownSecrets {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    for (const form of formsOf(secret)) if (form.length >= shortestSecret) forms.add(escapePattern(form));
    // Up to three more letters and the padding belong to the last bytes of the secret.
    for (const stem of base64Stems(secret)) forms.add(`${escapePattern(stem)}[A-Za-z0-9+/_-]{0,3}={0,2}`);
  }
  if (forms.size === 0) return { pattern: null, longest: 0 };
  const sorted = [...forms].sort((a, b) => b.length - a.length);
  return { pattern: new RegExp(sorted.join('|'), 'gi'), longest: sorted[0]?.length ?? 0 };
}

function formsOf(secret: string): string[] {
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  const ascii = (text: string) => text.replace(/[^ -~]/g, (char) => `\\u${hex(char.charCodeAt(0), 4)}`);
  const bytes = Buffer.from(secret);
  const byteList = [...bytes];
  return [
    secret,
    json(secret),
    json(json(secret)),
    ascii(json(secret)),
    json(secret).replaceAll('/', '\\/'),
    urlEncoded(secret),
    urlEncoded(urlEncoded(secret)),
    new URLSearchParams([['', secret]]).toString().slice(1),
    byteList.map((byte) => `%${hex(byte, 2)}`).join(''),
    secret.replace(/[&<>"']/g, (char) => entities[char] ?? char),
    bytes.toString('hex'),
    byteList.map((byte) => hex(byte, 2)).join(' '),
    [...secret].reverse().join(''),
    [...bytes.toString('base64')].reverse().join(''),
  ];
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');

/** A lone half of a surrogate pair cannot be encoded; such a secret is not found in this form. */
function urlEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The letters of base64 that depend on the secret alone, for each of the three places it can have in what was encoded
 * (`user:SECRET` is one text), in both alphabets. Too short a stem says nothing and is left out.
 */
function base64Stems(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const stem = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (stem.length < shortestSecret) return [];
    return [stem, stem.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
