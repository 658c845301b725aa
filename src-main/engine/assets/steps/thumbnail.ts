import { getAttempt } from '../../jobs/store.ts';
import { mainFile, takeFile } from '../stage-files.ts';
import type { AssetStep } from './step.ts';

/** Pixels: twice the width of a tile on the shelf, for dense screens. */
const width = 640;
/** The first frame is often still: a moment later shows more. Seconds. */
const momentS = 0.5;

/** A JPEG of the video of a take. */
export const thumbnail: AssetStep = {
  name: 'thumbnail',
  place: 'media',
  needed: false,
  async run({ db, files, media }, on) {
    const ids = [...on.attempts.values()];
    const video = mainFile(db, ids);
    if (video?.kind !== 'video') return { files: [], facts: [], did: [] };
    const n = Math.max(...ids.map((id) => getAttempt(db, id).n));
    const path = takeFile({ jobId: on.job.id, stage: on.stage, n }, '.jpg');
    const atS = Math.min(momentS, (video.duration_s ?? 0) / 2);
    const { made, bytes, sha256 } = await files.make(path, (to) =>
      media.thumbnail({ from: files.absolute(video.path), to, atS, width }, on.signal),
    );
    return {
      files: [{ kind: 'thumbnail', path, mime: 'image/jpeg', bytes, sha256, facts: made }],
      facts: [],
      did: [],
    };
  },
};
