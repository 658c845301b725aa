/**
 * Debian packages that some tests want and a machine may lack. They are installed only as root and with CI set or
 * RUSHES_TEST_APT=1; anywhere else, and where that fails, the tests that want them are skipped and say what to type.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** A program and the package that brings it. */
const wanted = {
  strace: 'strace',
  'gnome-keyring-daemon': 'gnome-keyring',
  'dbus-run-session': 'dbus',
  ffmpeg: 'ffmpeg',
  unshare: 'util-linux',
  chromium: 'chromium',
};

function isThere(program) {
  const places = (process.env.PATH ?? '').split(path.delimiter);
  return places.some((place) => {
    try {
      accessSync(path.join(place, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function missing() {
  const absent = Object.entries(wanted).filter(([program]) => !isThere(program));
  return absent.map(([, name]) => name);
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=60', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 180_000,
  });
  return done.status === 0;
}

/** Installs what is missing where that is allowed. Answers a line for the person at the end, or undefined. */
export function ensureDebianPackages() {
  const absent = missing();
  if (absent.length === 0 || process.platform !== 'linux') return undefined;
  const asked = (process.env.CI ?? '') !== '' || process.env.RUSHES_TEST_APT === '1';
  if (asked && process.getuid() === 0 && isThere('apt-get')) {
    apt(['update']);
    // One by one where all together fails: one unknown name should not cost the others.
    if (!apt(['install', '-y', '--no-install-recommends', ...absent])) {
      for (const name of absent) apt(['install', '-y', '--no-install-recommends', name]);
    }
  }
  const still = missing();
  if (still.length === 0) return undefined;
  return `some tests want more of this machine: apt-get install -y --no-install-recommends ${still.join(' ')}`;
}
