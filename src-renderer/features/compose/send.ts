import { RushesError } from '../../../src-shared/contract/errors.ts';
import type { Priority, Review } from '../../../src-shared/domain/job.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { draftOf, useDrafts } from '../../stores/drafts.ts';
import { createJob } from '../../stores/hooks.ts';
import { select } from '../../stores/view.ts';
import { toldInStudio } from '../../texts/errors.ts';
import { say } from '../../texts/say.ts';
import { faultsOf, firstAtFault, paramsOf, splitFields } from './form.ts';
import { focusField, forgetRefused, keyOf, setMessage, setPressed, setRefused, useCompose } from './state.ts';
import { wrongOf } from './use-estimate.ts';

/** Makes the jobs of a form. The form stays as it is. */
export type Manner = { review?: Review | undefined; priority: Priority };

/**
 * Calls that have no answer yet, with their keys, by workflow: the same wish goes out under the same key, and makes nothing twice. Kept over a
 * reload, each with a digest in place of its wish, which may be long.
 */
type Unanswered = { wish: string; key: string };
const place = 'rushes.unanswered';
const unanswered = new Map<string, Unanswered>(readKept());

function readKept(): [string, Unanswered][] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? '[]') as [string, Unanswered][];
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function keep(): void {
  try {
    sessionStorage.setItem(place, JSON.stringify([...unanswered]));
  } catch {
    // Then it is known until the page goes.
  }
}

async function digestOf(wish: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(wish));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join();
}

export async function send(workflow: Workflow, manner: Manner): Promise<void> {
  if (useCompose.getState().sending || !isReady(workflow)) return;
  const { values, count, from } = draftOf(useDrafts.getState(), workflow.id);
  const origins = Object.entries(from).map(([field, take]) => ({ field, take }));
  const input = { workflow: workflow.id, params: paramsOf(workflow, values), count, ...manner, origins };
  useCompose.setState({ sending: true, message: null });
  const wish = await digestOf(input);
  const before = unanswered.get(workflow.id);
  const key = before?.wish === wish ? before.key : crypto.randomUUID();
  unanswered.set(workflow.id, { wish, key });
  keep();
  try {
    const jobs = await createJob({ ...input, key });
    unanswered.delete(workflow.id);
    forgetRefused(workflow.id);
    setMessage({ tone: 'done', text: say.compose.sent(jobs.length) });
    if (jobs[0]) select(jobs[0].id);
  } catch (error) {
    if (!(error instanceof RushesError && error.code === 'ENGINE_GONE')) unanswered.delete(workflow.id);
    refuse(workflow, error);
  } finally {
    keep();
    useCompose.setState({ sending: false });
  }
}

/** False where something is missing or wrong: it is said at its field, and the first such field has the cursor. */
function isReady(workflow: Workflow): boolean {
  const { values } = draftOf(useDrafts.getState(), workflow.id);
  const { uploads } = useCompose.getState();
  const { missing, wrong } = faultsOf(workflow, values);
  const coming = workflow.fields.filter(
    (field) => keyOf({ workflow: workflow.id, field: field.name }) in uploads,
  );
  const names = [...missing, ...coming].map((field) => field.name).concat(Object.keys(wrong));
  if (names.length === 0) return true;
  setPressed(workflow.id);
  focusFirst(workflow, names);
  return false;
}

function focusFirst(workflow: Workflow, names: readonly string[]): void {
  const first = firstAtFault(workflow, names);
  if (first !== null)
    focusField(
      first,
      splitFields(workflow).more.some((field) => field.name === first),
    );
}

function refuse(workflow: Workflow, error: unknown): void {
  const wrong = wrongOf(error);
  if (wrong && workflow.fields.some((field) => field.name === wrong.field)) {
    setRefused({ workflow: workflow.id, field: wrong.field }, wrong.word);
    focusFirst(workflow, [wrong.field]);
    return;
  }
  const known = error instanceof RushesError ? error : new RushesError('INTERNAL', {}, { cause: error });
  if (known.code === 'ENGINE_GONE') {
    setMessage({ tone: 'held', text: say.compose.lost });
    return;
  }
  const { message, next } = toldInStudio(known);
  const calm = known.code === 'NOT_ENOUGH_CREDITS' || known.code === 'OVER_BUDGET';
  setMessage({ tone: calm ? 'held' : 'failed', text: message, next, spend: calm });
}

export const workflowNamed = (id: string): Workflow =>
  workflows.find((one) => one.id === id) ?? (workflows[0] as Workflow);
