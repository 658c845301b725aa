import type { Refusal } from '../../adapters/content/answers.ts';
/**
 * The gates in front of everything (security.md 2.3): pure, each answers why a request goes no further, or null. They look
 * at the headers as they came in: what a runtime has made of them has lost what matters, such as a second Host.
 */
export type Asked = {
  method: string;
  target: string;
  /** Name, value, name, value, … */
  rawHeaders: readonly string[];
  /** Wants to go over to another protocol. */
  upgrade: boolean;
};

export function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}

const names = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
const origins = (port: number): string[] => names(port).map((name) => `http://${name}`);

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Exactly one Host, and it is ours to the byte: a page of a stranger's name that leads here is stopped by this alone. */
function hostGate({ rawHeaders }: Asked, port: number): Refusal | null {
  const hosts = valuesOf(rawHeaders, 'host');
  if (hosts.length === 1 && names(port).includes(hosts[0] ?? '')) return null;
  return { status: 403, why: 'This is not the address of this studio.' };
}

/** A path of ours: no other host's address, no fragment, nothing that one part of a program reads otherwise than another. */
function targetGate({ target }: Asked): Refusal | null {
  const plain = /^\/(?!\/)[\x21-\x7e]*$/.test(target) && !/[#\\]/.test(target);
  return plain ? null : { status: 400, why: 'This is not an address of the studio.' };
}

/**
 * Only a page of ours may ask. What changes something, and every socket, has to say so by its Origin; a read may come
 * without one, because a browser sends none with it. `Sec-Fetch-Site` is an extra, never relied on.
 */
function originGate({ method, target, rawHeaders, upgrade }: Asked, port: number): Refusal | null {
  const refused = { status: 403, why: 'Only a page of this studio may ask for this.' };
  if (method === 'OPTIONS') return refused;
  const said = valuesOf(rawHeaders, 'origin');
  const own = said.every((origin) => origins(port).includes(origin));
  const needed = upgrade || !isSafe(method);
  if (!own || said.length > 1 || (needed && said.length === 0)) return refused;
  const typed = isSafe(method) && pathOf(target) === '/' && !upgrade;
  const sites = valuesOf(rawHeaders, 'sec-fetch-site');
  return sites.every((site) => site === 'same-origin' || (site === 'none' && typed)) ? null : refused;
}

export const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';
export const queryOf = (target: string): URLSearchParams =>
  new URLSearchParams(target.slice(pathOf(target).length + 1));

/** All of them in their order. */
export const gates = (asked: Asked, port: number): Refusal | null =>
  hostGate(asked, port) ?? targetGate(asked) ?? originGate(asked, port);

/** Values of the cookie of that name: a page on another port of this machine can add one, so there may be several. */
export function cookiesOf(rawHeaders: readonly string[], name: string): string[] {
  return valuesOf(rawHeaders, 'cookie')
    .flatMap((line) => line.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .slice(0, 8);
}

export function bearerOf(rawHeaders: readonly string[]): string | null {
  const said = valuesOf(rawHeaders, 'authorization');
  return said.length === 1 ? (/^Bearer ([\w-]{20,100})$/.exec(said[0] ?? '')?.[1] ?? null) : null;
}
