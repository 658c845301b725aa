import { closeSync, existsSync, openSync, readdirSync, rmSync, watch, writeSync } from 'node:fs';
import { join } from 'node:path';
import { auditLedger } from '../../src-main/engine/ledger/audit.ts';
import { openStudio } from './studio.ts';

/**
 * Run where `full` is on a disk of a few MiB: a clip is bought, the disk fills while this machine works on it, room is made.
 * Prints what happened as one JSON line; full-disk.test.ts says what should.
 */
const [home = '', full = home] = process.argv.slice(2);
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

/** A file that was begun on the full disk and given up. */
function givenUp(): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(assets, { recursive: true }, (_, name) => {
      if (!name?.endsWith('.part') || existsSync(join(assets, name))) return;
      watcher.close();
      resolve();
    });
  });
}

const studio = await openStudio({ home });
const image = join(import.meta.dirname, '../../resources/samples/product.jpg');
const made = await studio.make({
  workflow: 'image_to_video',
  params: { image, prompt: 'p', duration: 3, fps: 30 },
});
await studio.until(made.id, (job) => job.steps.some((step) => step.name === 'fit'));
const met = givenUp();
fill();
await met;
const waited = studio.engine().show(made.id);
rmSync(ballast);
const job = await studio.until(made.id);
const submits = (await studio.requests()).filter((one) => one.call === 'submit' && one.accepted).length;
const files = readdirSync(assets, { recursive: true }).map(String);
process.stdout.write(
  `${JSON.stringify({
    waited: waited.state,
    state: job.state,
    submits,
    parts: files.filter((name) => name.endsWith('.part')),
    audit: auditLedger(studio.engine().db),
  })}\n`,
);
await studio.close();
