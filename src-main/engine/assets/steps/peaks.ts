import { getAttempt } from '../../jobs/store.ts';
import { mainFile, takeFile } from '../stage-files.ts';
import type { AssetStep } from './step.ts';

/** Enough for a waveform over the whole of a wide screen. */
const buckets = 1_000;

/** The waveform of a take's sound as numbers, and the length and codec of a sound that was stored as it came. */
export const peaks: AssetStep = {
  name: 'peaks',
  place: 'media',
  needed: false,
  async run({ db, files, media }, on) {
    const ids = [...on.attempts.values()];
    const sounding = mainFile(db, ids);
    if (!sounding) return { files: [], facts: [], did: [] };
    const from = files.absolute(sounding.path);
    const facts = sounding.duration_s === null ? await media.probe(from, on.signal) : null;
    const known = facts ? [{ path: sounding.path, facts }] : [];
    // Without codecs the length is known all the same.
    if (!(await media.codecs())) return { files: [], facts: known, did: [] };
    const n = Math.max(...ids.map((id) => getAttempt(db, id).n));
    const path = takeFile({ jobId: on.job.id, stage: on.stage, n }, '.peaks.json');
    const { bytes, sha256 } = await files.make(path, (to) => media.peaks({ from, to, buckets }, on.signal));
    return {
      files: [{ kind: 'peaks', path, mime: 'application/json', bytes, sha256, facts: null }],
      facts: known,
      did: [],
    };
  },
};
