import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { auditLedger } from '../src-main/engine/ledger/audit.ts';
import { openProfile } from '../src-main/engine/profile/profile.ts';
import { fill } from './seed/fill.ts';
import { makePatterns } from './seed/patterns.ts';

/**
 * `npm run seed -- --takes N --home DIR [--demo]`: a profile with N takes (an even number) as creators leave them, for looking at the
 * studio with a full library. A few real jobs are run over the simulators; all others are copies of their rows with other words and times,
 * and their files are hard links. Refuses a profile that has jobs.
 */
const refuse = (words: string): never => {
  console.error(words);
  process.exit(2);
};

const { values } = parseArgs({
  options: { takes: { type: 'string' }, home: { type: 'string' }, demo: { type: 'boolean', default: false } },
});
const takes = Number(values.takes);
if (!Number.isSafeInteger(takes) || takes < 2 || takes > 1_000_000 || !values.home)
  refuse('npm run seed -- --takes N --home DIR [--demo]: N is a whole number of takes, 2 to 1,000,000.');

const started = performance.now();
const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
const home = resolve(values.home ?? '');
const folder = values.demo ? join(home, 'demo') : home;
const profile = openProfile(folder) ?? refuse(`The profile ${folder} is in use: close that Rushes first.`);
try {
  if (profile.db.sql('SELECT 1 FROM jobs LIMIT 1').get() !== undefined)
    refuse(`The profile ${folder} has jobs: choose a new folder with --home.`);
  const patterns = await makePatterns();
  console.error(`${seconds()} s: the patterns are made`);
  try {
    const made = await fill(profile, patterns.jobs, Math.ceil(takes / 2));
    const wrong = auditLedger(profile.db);
    if (wrong.length > 0) throw new Error(`the ledger does not add up: ${wrong.join('; ')}`);
    console.log(JSON.stringify({ folder, takes: 2 * made, jobs: made, seconds: seconds() }));
  } finally {
    await patterns.remove();
  }
} finally {
  profile.close();
}
