import { openProfile } from '../../src-main/engine/profile/profile.ts';
import { startEngine } from '../../src-main/start-engine.ts';
import { takeFromEnv } from '../../src-main/start-given.ts';
import { bedOn } from '../bed.ts';
import { answering } from '../provider.ts';

/**
 * The engine as every host starts it; with `alone`, the same program with a provider that answers at once in the place
 * of the network. Ends at the first claim on disk, and says when that was (wall clock, ms).
 */
const [folder, , how] = process.argv.slice(2);
const opened = openProfile(String(folder));
if (!opened) throw new Error('the profile is in use');
const openedAt = performance.timeOrigin + performance.now();
const { db } = opened;

/** The newest attempt; a claim makes one. */
const newest = (): unknown => db.sql('SELECT MAX(id) FROM attempts').pluck().get();
const before = newest();
let told = false;

const write: typeof db.write = (work) => {
  const done = db.write(work);
  if (!told && newest() !== before) {
    told = true;
    const at = performance.timeOrigin + performance.now();
    process.stdout.write(JSON.stringify({ at, openedAt, rssMb: process.memoryUsage.rss() / 1024 ** 2 }), () =>
      process.exit(0),
    );
  }
  return done;
};

const profile = { ...opened, db: { ...db, write } };
const given = takeFromEnv(process.env);
if (how === 'alone') bedOn(profile, answering).engine.start();
else await startEngine({ profile, demo: false, work: true, version: 'bench', given });
