import { reviews } from '../../../src-shared/domain/job.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { say } from '../../texts/say.ts';
import { Segments } from '../../ui/segments.tsx';
import { NumberRow } from './number-row.tsx';
import { Row, Section, Waiting } from './section.tsx';
import { isWhole } from './sizes.ts';
import { change, useValues, type Values } from './values.ts';

const words = say.settings;

/** Whether a workflow stops after its preview. */
export function ReviewSection() {
  return (
    <Section name="review" title={words.sections.review} text={words.review.text}>
      {workflows.map((workflow) => (
        <ReviewRow key={workflow.id} workflow={workflow} />
      ))}
    </Section>
  );
}

function ReviewRow({ workflow }: { workflow: Workflow }) {
  const all = useValues((state) => state.values?.review);
  function put(value: string): void {
    const next = reviews.find((one) => one === value);
    if (next === undefined) return;
    void change(({ review: { [workflow.id]: _old, ...rest } }) => ({
      review: next === workflow.review ? rest : { ...rest, [workflow.id]: next },
    }));
  }
  return (
    <Row label={workflow.title}>
      {all ? (
        <Segments
          label={words.review.of(workflow.title)}
          value={all[workflow.id] ?? workflow.review}
          segments={[
            { value: 'hold', label: words.review.hold },
            { value: 'auto', label: words.review.auto },
          ]}
          onChange={put}
        />
      ) : (
        <Waiting />
      )}
    </Row>
  );
}

/** The most that a provider or this machine is asked for at once; as the settings' schema has it. */
const ranges = {
  openrouter: [1, 32],
  fal: [1, 40],
  cloudinary: [1, 16],
  media: [1, 8],
} as const satisfies Record<keyof Values['concurrency'], readonly [number, number]>;
const lanes = Object.keys(ranges) as (keyof typeof ranges)[];
const onStarts = ['run', 'paused', 'ask'] as const satisfies Values['onStart'][];

export function QueueSection() {
  const values = useValues((state) => state.values);
  return (
    <Section name="queue" title={words.sections.queue} text={words.queue.text}>
      {lanes.map((lane) => {
        const label = lane === 'media' ? words.queue.media : words.queue.at(words.providers[lane]);
        if (!values)
          return (
            <Row key={lane} label={label}>
              <Waiting width="w-24" />
            </Row>
          );
        const [from, to] = ranges[lane];
        return (
          <NumberRow
            key={lane}
            label={label}
            hint={lane === 'fal' ? words.queue.falHint : undefined}
            value={values.concurrency[lane]}
            wrong={(n) => (isWhole(n, ranges[lane]) ? null : words.queue.range(from, to))}
            onChange={(n) => change(({ concurrency }) => ({ concurrency: { ...concurrency, [lane]: n } }))}
          />
        );
      })}
      <Row label={words.queue.start}>
        {values ? (
          <Segments
            label={words.queue.start}
            value={values.onStart}
            segments={onStarts.map((value) => ({ value, label: words.queue.onStart[value] }))}
            onChange={(value) => {
              const onStart = onStarts.find((one) => one === value);
              if (onStart) void change(() => ({ onStart }));
            }}
          />
        ) : (
          <Waiting />
        )}
      </Row>
    </Section>
  );
}
