import { ChevronRight } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import type { FieldSpec, Workflow } from '../../../src-shared/workflows/workflow.ts';
import { cx } from '../../lib/classes.ts';
import { draftOf, useDrafts } from '../../stores/drafts.ts';
import { say } from '../../texts/say.ts';
import { FieldRow } from './field-row.tsx';
import { Footer } from './footer.tsx';
import { changedOf, faultsOf, paramsOf, splitFields } from './form.ts';
import { workflowNamed } from './send.ts';
import { keyOf, setMessage, useCompose } from './state.ts';
import { useEstimate } from './use-estimate.ts';
import { useIncoming } from './use-incoming.ts';
import { followSamples } from './voice-samples.ts';
import { WorkflowPicker } from './workflow-picker.tsx';

/** The left panel: what is to be made, of what, for how much. */
export function Composer() {
  const workflow = workflowNamed(useDrafts((drafts) => drafts.workflow));
  // Whatever form is open: a sample that was being made when the page went is settled when it is back.
  useEffect(followSamples, []);
  const { over, handlers } = useIncoming(workflow);
  const form = useForm(workflow);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said of one form is nothing to another
  useEffect(() => setMessage(null), [workflow.id]);
  const { main, more } = splitFields(workflow);
  return (
    <div
      className={cx('flex min-h-0 flex-1 flex-col', over && 'outline-2 -outline-offset-2 outline-focus')}
      {...handlers}
    >
      <WorkflowPicker workflow={workflow} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <form
          key={workflow.id}
          aria-label={workflow.title}
          className="flex flex-col gap-4 px-4 py-4"
          onSubmit={(event) => event.preventDefault()}
        >
          <Rows workflow={workflow} fields={main} words={form.words} />
          {more.length > 0 && <More workflow={workflow} fields={more} words={form.words} />}
        </form>
      </div>
      <Footer workflow={workflow} {...form.footer} />
    </div>
  );
}

type Words = Readonly<Record<string, string>>;
type RowsProps = { workflow: Workflow; fields: readonly FieldSpec[]; words: Words };

const Rows = ({ workflow, fields, words }: RowsProps) =>
  fields.map((field) => (
    <FieldRow key={field.name} workflow={workflow} field={field} wrong={words[field.name] ?? null} />
  ));

/** Fields that most jobs leave alone. What is wrong with one opens it. */
function More({ workflow, fields, words }: RowsProps) {
  const opened = useCompose((state) => state.moreOpen);
  const changed = useDrafts((drafts) => changedOf(fields, draftOf(drafts, workflow.id).values));
  const open = opened || fields.some((field) => field.name in words);
  return (
    <div className="flex flex-col gap-4 border-t pt-3">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => useCompose.setState({ moreOpen: !open })}
        className="-mx-1 flex h-7 items-center gap-1.5 self-start rounded-control px-1 text-small font-medium text-text-2 hover:text-text"
      >
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          className={cx('transition-transform quick', open && 'rotate-90')}
          aria-hidden
        />
        {say.compose.more}
        {changed > 0 && !open && (
          <span className="font-normal text-text-3">{say.compose.moreChanged(changed)}</span>
        )}
      </button>
      {open && <Rows workflow={workflow} fields={fields} words={words} />}
    </div>
  );
}

/** What the form comes to: words for its fields, and what its foot says. */
function useForm(workflow: Workflow) {
  const { values, count } = useDrafts((drafts) => draftOf(drafts, workflow.id));
  const kept = useDrafts((drafts) => drafts.kept);
  const pressed = useCompose((state) => state.pressed[workflow.id] === true);
  const coming = useCompose((state) =>
    workflow.fields.some(({ name }) => keyOf({ workflow: workflow.id, field: name }) in state.uploads),
  );
  const { missing, wrong } = useMemo(() => faultsOf(workflow, values), [workflow, values]);
  const ready = missing.length === 0 && Object.keys(wrong).length === 0 && !coming;
  const params = useMemo(() => (ready ? paramsOf(workflow, values) : null), [ready, workflow, values]);
  const estimated = useEstimate({ workflow, params, count });
  const words: Record<string, string> = { ...wrong };
  if (estimated.wrong) words[estimated.wrong.field] = estimated.wrong.word;
  if (pressed) for (const field of missing) words[field.name] = say.compose.isMissing(field.label);
  const labelOf = (name: string): string =>
    workflow.fields.find((field) => field.name === name)?.label ?? name;
  return {
    words,
    footer: {
      count,
      kept,
      estimate: estimated.estimate,
      missing: missing.map((field) => field.label),
      wrong: [...Object.keys(wrong), ...(estimated.wrong ? [estimated.wrong.field] : [])].map(labelOf),
    },
  };
}
