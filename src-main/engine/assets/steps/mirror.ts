import type { StoredError } from '../../../../src-shared/contract/errors.ts';
import { RushesError } from '../../../../src-shared/contract/errors.ts';
import { findTake } from '../../jobs/store.ts';
import { inputsOf } from '../input-store.ts';
import { assetsOfTake } from '../stage-files.ts';
import { type AssetStep, Later, type StepOn, type StepWorld } from './step.ts';

/**
 * Puts the files of a take, and the job's inputs, to the second home, with the same tree. It begins after the take is
 * there and can only repeat an upload: what a provider made is never made again for it.
 */
export const mirror: AssetStep = {
  name: 'mirror',
  place: 'cloudinary',
  needed: false,
  async run(world, on) {
    const wanted = unmirrored(world, on);
    const total = wanted.reduce((sum, file) => sum + file.bytes, 0);
    let before = 0;
    for (const file of wanted) {
      const told = before;
      await put(world, on, { ...file, progress: (sent) => world.progress(on.job.id, told + sent, total) });
      before += file.bytes;
    }
    return { files: [], facts: [], did: wanted.length > 0 ? [`mirrored ${wanted.length} files`] : [] };
  },
};

type Wanted = { path: string; mime: string; bytes: number };
type Upload = Wanted & { progress(sent: number): void };

function unmirrored({ db }: StepWorld, on: StepOn): Wanted[] {
  const id = db
    .sql('SELECT id FROM takes WHERE job_id = ? AND go = ? AND stage = ? AND evicted_at IS NULL')
    .pluck()
    .get(on.job.id, on.go, on.stage);
  const take = typeof id === 'string' ? findTake(db, id) : null;
  if (!take) return [];
  const all = [...inputsOf(db, on.job.id), ...assetsOfTake(db, take.id)];
  return all.filter(({ path }) => !db.sql('SELECT 1 FROM mirrors WHERE path = ?').get(path));
}

async function put(world: StepWorld, on: StepOn, file: Upload): Promise<void> {
  const { db, files, mirror: port, settings } = world;
  if (!port)
    throw new Later({ code: 'KEY_MISSING', subject: 'cloudinary' }, { afterMs: null, counts: false });
  // A file that is gone was cleared away meanwhile.
  if (!(await files.has(file.path))) return;
  const outcome = await port.put(
    { absolute: files.absolute(file.path), path: file.path, mime: file.mime, bytes: file.bytes },
    { signal: on.signal, preset: settings.values().cloudinary.preset, progress: file.progress },
  );
  if (outcome.kind === 'stored') {
    const { publicId, url, deliveryUrl, thumbnailUrl } = outcome.mirrored;
    db.write(() =>
      db
        .sql(
          `INSERT OR REPLACE INTO mirrors (path, public_id, mime, url, delivery_url, thumbnail_url, at)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(file.path, publicId, file.mime, url, deliveryUrl, thumbnailUrl, world.now()),
    );
    return;
  }
  throw troubleOf(outcome);
}

type Trouble = Exclude<Awaited<ReturnType<NonNullable<StepWorld['mirror']>['put']>>, { kind: 'stored' }>;

/** What a step throws for a mirror that did not take or remove a file. */
function troubleOf(outcome: Trouble): Later | RushesError {
  if (outcome.kind === 'later')
    return new Later(outcome.error, { afterMs: outcome.retryAfterMs, counts: !outcome.offline });
  if (outcome.kind === 'blocked') return new Blocked(outcome.error, outcome.reason);
  const { code, ...facts } = outcome.error;
  return new RushesError(code, facts);
}

/** A person must mend the key or the plan first; nothing more is sent there until then. */
export class Blocked extends Later {
  readonly reason: 'key' | 'balance';
  constructor(error: StoredError, reason: 'key' | 'balance') {
    super(error, { afterMs: null, counts: false });
    this.name = 'Blocked';
    this.reason = reason;
  }
}
