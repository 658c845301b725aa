import { type Stage, stages } from '../../../src-shared/domain/job.ts';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { useEdited } from '../../lib/use-edited.ts';
import { say } from '../../texts/say.ts';
import { stageWord } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { modelsOf, namesIn } from './models-of.ts';
import { Row, Section, Waiting } from './section.tsx';
import { change, useValues } from './values.ts';

const words = say.settings.models;
const most = 5;

export function ModelsSection() {
  return (
    <Section name="models" title={say.settings.sections.models} text={words.text}>
      {workflows.flatMap((workflow) =>
        stages.map((stage) => <ModelRow key={`${workflow.id}.${stage}`} workflow={workflow} stage={stage} />),
      )}
    </Section>
  );
}

type Props = { workflow: Workflow; stage: Stage };

/** Which models a person put in the place of the usual ones; null puts the usual ones back. */
function useChosen({ workflow, stage }: Props) {
  const key = `${workflow.id}.${stage}`;
  const values = useValues((state) => state.values);
  return {
    known: values !== null,
    chosen: values?.models[key] ?? null,
    put: (models: string[] | null): Promise<boolean> =>
      change(({ models: { [key]: _old, ...rest } }) => ({
        models: models === null ? rest : { ...rest, [key]: models },
      })),
  };
}

function ModelRow(props: Props) {
  const { workflow, stage } = props;
  const { known, chosen, put } = useChosen(props);
  const label = `${workflow.title} · ${stageWord[stage]}`;
  const choices = modelsOf(workflow, stage);
  const limit = sentence(workflow.stages[stage].limit);
  const usual = choices[0]?.model ?? '';
  if (workflow.provider === 'openrouter')
    return <TypedRow {...{ label, limit, known, chosen, put }} usual={workflow.stages[stage].models} />;
  if (choices.length === 1)
    return (
      <Row label={label} hint={words.fixed}>
        <span className="figures text-text-2">{usual}</span>
      </Row>
    );
  const shown = chosen?.[0] ?? usual;
  const all = choices.some(({ model }) => model === shown)
    ? choices
    : [...choices, { model: shown, title: null }];
  return (
    <Row label={label} hint={limit}>
      {({ id, describedBy }) => (
        <span className="w-90 max-w-full">
          {known ? (
            <Select
              id={id}
              label={words.of(workflow.title, stageWord[stage].toLowerCase())}
              describedBy={describedBy}
              value={shown}
              choices={all.map(({ model, title }, i) => ({
                value: model,
                label: i === 0 ? words.usual(model) : model,
                hint: title ?? undefined,
              }))}
              onChange={(model) => void put(model === usual ? null : [model])}
            />
          ) : (
            <Waiting width="w-full" />
          )}
        </span>
      )}
    </Row>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

type TypedProps = {
  label: string;
  limit: string;
  /** False until the settings are here: nothing can be kept before. */
  known: boolean;
  usual: readonly string[];
  chosen: readonly string[] | null;
  put(models: string[] | null): Promise<boolean>;
};

/** OpenRouter has more models than a list can hold: names are typed, in the order in which they are tried. */
function TypedRow({ label, limit, known, usual, chosen, put }: TypedProps) {
  const { error, input, takeBack } = useEdited<string[]>({
    shown: (chosen ?? usual).join(', '),
    read(typed) {
      const names = namesIn(typed);
      if (names.length === 0) return { wrong: words.empty };
      return names.length > most ? { wrong: words.many } : { value: names };
    },
    keep: (names) => put(names.join() === usual.join() ? null : names),
  });
  return (
    <Row label={label} hint={limit} error={error}>
      {({ id, describedBy }) => (
        <span className="flex flex-wrap items-center justify-end gap-2">
          {chosen !== null && (
            <Button
              size="small"
              look="quiet"
              onClick={() => {
                takeBack();
                void put(null);
              }}
            >
              {words.back}
            </Button>
          )}
          {known ? (
            <TextInput
              id={id}
              spellCheck={false}
              aria-describedby={describedBy}
              {...input}
              className="figures w-90! max-w-full"
            />
          ) : (
            <Waiting width="w-90 max-w-full" />
          )}
        </span>
      )}
    </Row>
  );
}
