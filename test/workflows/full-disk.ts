import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { openStudio } from './studio.ts';

/**
 * Run where `full` is on a disk of a few MiB: a clip is bought, the disk fills while it comes in (`download`) or while this
 * machine works on it (`fit`), room is made. Prints what happened as one JSON line; full-disk.test.ts says what should.
 */
const [home = '', full = home, during = 'fit'] = process.argv.slice(2);
const assets = join(home, 'profile/assets');
const ballast = join(full, 'ballast');

function fill(): void {
  const fd = openSync(ballast, 'a');
  for (let bytes = 65_536; bytes >= 1; ) {
    try {
      writeSync(fd, Buffer.alloc(bytes));
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
  closeSync(fd);
}

/** A part of this folder as it is wanted: there, or given up. The folder is there before, because one that is made later may be watched too late. */
function part(folder: string, wanted: 'there' | 'gone'): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (!name?.endsWith('.part') || existsSync(join(folder, name)) !== (wanted === 'there')) return;
      watcher.close();
      resolve();
    });
  });
}

const files = (): string[] =>
  readdirSync(assets, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && one.name !== 'ballast')
    .map((one) => join(one.parentPath, one.name));

const studio = await openStudio({ home });
if (during === 'download') await studio.fault({ provider: 'fal', call: 'download', mode: 'drip', ms: 100 });

const hashes = (): Map<string, string> => {
  const rows = studio.engine().db.sql('SELECT path, sha256 FROM assets').all();
  return new Map(
    (rows as { path: string; sha256: string }[]).map(({ path, sha256 }) => [join(assets, path), sha256]),
  );
};

/** Files of takes that have no row, or one with another hash. */
const strayed = (known: Map<string, string>): string[] =>
  files()
    .filter((path) => dirname(path) === preview && !path.endsWith('.part'))
    .filter((path) => known.get(path) !== createHash('sha256').update(readFileSync(path)).digest('hex'));

const image = join(import.meta.dirname, '../../resources/samples/product.jpg');
const made = await studio.make({
  workflow: 'image_to_video',
  params: { image, prompt: 'p', duration: 3, fps: 30 },
});
const preview = join(dirname(dirname(made.inputs[0]?.path ?? '')), 'preview');
mkdirSync(preview, { recursive: true, mode: 0o700 });
if (during === 'download') await part(preview, 'there');
else await studio.until(made.id, (job) => job.steps.some((step) => step.name === 'fit'));
const gone = part(preview, 'gone');
fill();
await gone;
const waited = studio.engine().show(made.id);
const early = strayed(hashes());
rmSync(ballast);
const job = await studio.until(made.id);
const submits = (await studio.requests()).filter((one) => one.call === 'submit' && one.accepted).length;
const audit = auditLedger(studio.engine().db);
const known = hashes();
// What a step has used up is removed after its row: once the engine has ended it is gone.
await studio.close();
process.stdout.write(
  `${JSON.stringify({
    waited: waited.state,
    state: job.state,
    submits,
    strayed: [...early, ...strayed(known)],
    parts: files().filter((path) => path.endsWith('.part')),
    audit,
  })}\n`,
);
