/**
 * Whether the Electron that is pinned is current enough to be given to people (docs/security.md, the desktop app, 10). Run by the release:
 * `node scripts/dist/electron-current.mjs` ends with 1 and a sentence where it is not.
 */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Days: a later version of the same major that has been out for longer must be ours. */
const mostDays = 30;
const day = 86_400_000;

/** The three numbers of a release; null for a beta and for the entries of npm that are no version. */
const numbersOf = (version) => /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number) ?? null;

const isLater = (a, b) => {
  const at = a.findIndex((number, i) => number !== b[i]);
  return at >= 0 && a[at] > b[at];
};

/**
 * A sentence where Electron is more than one major version behind, or misses a version of its own major that has been out for more than
 * 30 days; null where it is current. `times`: when each version came out, as npm tells it; `now` in ms.
 */
export function whyTooOld({ ours, times, now }) {
  const own = numbersOf(ours);
  const released = Object.entries(times).flatMap(([version, at]) => {
    const numbers = numbersOf(version);
    return numbers ? [{ version, numbers, at: Date.parse(at) }] : [];
  });
  if (!(ours in times)) return `npm knows no Electron ${ours}: whether it is current could not be told.`;
  const newest = Math.max(...released.map(({ numbers }) => numbers[0]));
  if (newest - own[0] > 1)
    return `Electron ${ours} is too old: ${newest} is out, and one major version behind is the most.`;
  const missed = released.find(
    ({ numbers, at }) => numbers[0] === own[0] && isLater(numbers, own) && now - at > mostDays * day,
  );
  return missed
    ? `Electron ${ours} is too old: ${missed.version} has been out for more than ${mostDays} days.`
    : null;
}

if (realpathSync(process.argv[1] ?? '.') === import.meta.filename) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const shell = process.platform === 'win32';
  const times = JSON.parse(
    execFileSync(npm, ['view', 'electron', 'time', '--json'], {
      encoding: 'utf8',
      shell,
      maxBuffer: 1 << 26,
    }),
  );
  const ours = createRequire(import.meta.url)('electron/package.json').version;
  const why = whyTooOld({ ours, times, now: Date.now() });
  if (why !== null) {
    console.error(why);
    process.exitCode = 1;
  }
}
