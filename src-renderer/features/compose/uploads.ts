import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Staged } from '../../../src-shared/contract/shapes.ts';
import type { sampleNames } from '../../../src-shared/domain/samples.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { call, connection } from '../../api/connect.ts';
import { notify } from '../../stores/notices.ts';
import { toldInStudio } from '../../texts/errors.ts';
import { say } from '../../texts/say.ts';
import { change } from './change.ts';
import { type Kind, placesFor, refusalOf } from './dropped.ts';
import { type At, keyOf, setRefused, setUpload, useCompose } from './state.ts';

/** Files of the creator's own come in to the engine; what is wrong with one is said at its field. */

type Named = { name: string; bytes: number };

async function bring(at: At, named: Named, work: (signal: AbortSignal) => Promise<Staged>): Promise<void> {
  useCompose.getState().uploads[keyOf(at)]?.stop();
  const stopped = new AbortController();
  const upload = { ...named, stop: () => stopped.abort() };
  setUpload(at, upload);
  setRefused(at, null);
  try {
    const { id, name } = await work(stopped.signal);
    if (!stopped.signal.aborted) change(at, `staged:${id}`, name);
  } catch (error) {
    if (!stopped.signal.aborted) setRefused(at, wordOf(error, named.name));
  } finally {
    if (useCompose.getState().uploads[keyOf(at)] === upload) setUpload(at, null);
  }
}

/** The host's own words where it has some: it looked at the file. */
function wordOf(error: unknown, name: string): string {
  if (error instanceof RushesError && error.facts.detail)
    return error.facts.detail.replace(/^file must/, `${name} must`);
  // Without an answer of the host there was no host.
  if (!(error instanceof RushesError) || error.code === 'ENGINE_GONE') return say.compose.file.lost(name);
  const { message, next } = toldInStudio(error);
  return `${message} ${next}`;
}

/** Takes a file for a field. */
export function takeFile(at: At, file: File, kind: Kind): void {
  const refusal = refusalOf(file, kind);
  if (refusal !== null) {
    setRefused(at, refusal);
    return;
  }
  void bring(at, { name: file.name, bytes: file.size }, async (signal) => {
    const to = connection();
    if (to === null) throw new RushesError('ENGINE_GONE');
    return to.stage(file, signal);
  });
}

export function takeSample(at: At, name: (typeof sampleNames)[number]): void {
  void bring(at, { name, bytes: 0 }, () => call((client) => client.inputs.sample({ name })));
}

/** Files that came in without a field: each finds the field of its kind, and what was left out is said. */
export function takeFiles(workflow: Workflow, files: readonly File[]): void {
  if (files.length === 0) return;
  const { places, left } = placesFor(workflow, files);
  if (places.length === 0) {
    notify({ tone: 'failed', text: say.compose.file.noPlace(workflow.title) });
    return;
  }
  for (const { field, kind, file } of places) takeFile({ workflow: workflow.id, field }, file, kind);
  if (files.length > 1)
    notify({ text: say.compose.file.used(places.map(({ file }) => file.name).join(', '), left) });
}
