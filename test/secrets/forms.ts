import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a secret turns up, in any of the forms that programs give to texts. Our own list: the redactor's is what is tested. */

const hex = (bytes: Buffer): string => bytes.toString('hex');

/** Every form of a secret that is looked for, by name. */
export function formsOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  // Inside a longer text the base64 of a secret begins at one of three places; its middle is the same then.
  const shifted = [1, 2].map((by) => {
    const text = Buffer.concat([Buffer.alloc(by, 0x20), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(4, -3);
  });
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  const json = JSON.stringify(secret).slice(1, -1);
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return {
    plain: secret,
    'JSON-escaped': json,
    'JSON-escaped twice': JSON.stringify(json).slice(1, -1),
    'URL-encoded': encodeURIComponent(secret),
    'form-encoded': new URLSearchParams([['', secret]]).toString().slice(1),
    'percent-encoded': percent,
    base64: base64.slice(0, -2),
    'base64 by one': shifted[0] ?? '',
    'base64 by two': shifted[1] ?? '',
    base64url: base64.slice(0, -2).replaceAll('+', '-').replaceAll('/', '_'),
    hex: hex(bytes),
    reversed: [...secret].reverse().join(''),
    'reversed base64': [...base64].reverse().join('').slice(2),
    'UTF-16': bytes.toString('latin1').split('').join('\0'),
  };
}

export type Hit = { where: string; form: string; around: string };

/** The forms of the secrets that stand in a text or in bytes. */
export function hitsIn(where: string, what: string | Buffer, secrets: readonly string[]): Hit[] {
  const text = typeof what === 'string' ? Buffer.from(what).toString('latin1') : what.toString('latin1');
  const small = text.toLowerCase();
  return secrets.flatMap((secret) =>
    Object.entries(formsOf(secret)).flatMap(([form, looks]) => {
      const at = small.indexOf(Buffer.from(looks).toString('latin1').toLowerCase());
      return at < 0
        ? []
        : [{ where, form, around: text.slice(Math.max(0, at - 60), at + looks.length + 10) }];
    }),
  );
}

/** The same for every file below a folder, names included. */
export function hitsBelow(folder: string, secrets: readonly string[]): Hit[] {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const names = hitsIn(`the name ${path}`, path, secrets);
    return entry.isFile() ? [...names, ...hitsIn(path, readFileSync(path), secrets)] : names;
  });
}

/** What the system tells about a process to others: its arguments and its first environment. */
export function hitsInProcess(pid: number, secrets: readonly string[]): Hit[] {
  return ['cmdline', 'environ', 'comm'].flatMap((name) => {
    const path = `/proc/${pid}/${name}`;
    return hitsIn(path, readFileSync(path), secrets);
  });
}

/** Processes whose parent this is. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\t${pid}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'));
      } catch {
        return false;
      }
    })
    .map(Number);
}
