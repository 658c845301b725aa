import { spawn } from 'node:child_process';

/** How long (ms) the opener may take before it counts as having worked. */
const openMs = 1_500;

/** Shows an address in the person's browser. Answers false where there is no screen or nothing to open it with; never throws. */
export function showInBrowser(url: string): Promise<boolean> {
  const opener = openerOf(process.platform, process.env);
  if (!opener) return Promise.resolve(false);
  const [program, ...args] = opener;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => resolve(true), openMs);
    const done = (worked: boolean): void => {
      clearTimeout(timer);
      resolve(worked);
    };
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
    child.unref();
  });
}

/** The program that opens addresses on a system; null where nobody would see it. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): [string, ...string[]] | null {
  if (platform === 'darwin') return ['open'];
  // Not `start`, which is a word of the shell: the address would be read by it.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : null;
}
