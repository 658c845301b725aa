import { memo, useMemo } from 'react';
import type { Job, Take } from '../../../src-shared/contract/shapes.ts';
import type { Stage } from '../../../src-shared/domain/job.ts';
import { type ImagePrompt, promptIn, promptSoFar, readImagePrompt } from '../../lib/image-prompt.ts';
import { useStoredText } from '../../lib/stored-file.ts';
import { mainAsset } from '../../lib/takes.ts';
import { useStreamedText } from '../../stores/hooks.ts';
import { say } from '../../texts/say.ts';
import { linesOf, piecesOf } from './written.ts';

const page =
  'mx-auto flex min-h-full w-full max-w-180 flex-col gap-3 px-8 py-6 text-title leading-6 select-text';

/** A text that is there: what was written while it came in, until the stored one is here. */
export function TextTake({ job, take }: { job: Job; take: Take }) {
  const { text, failed } = useStoredText(mainAsset(take)?.id ?? null);
  const streamed = useStreamedText(job.id, take.stage);
  const shown = text ?? (streamed || null);
  if (shown === null) return failed ? <Page>{say.stage.player.unreadable}</Page> : <Skeleton />;
  if (job.workflow !== 'image_prompt')
    return (
      <Page>
        <Words text={shown} />
      </Page>
    );
  return <PromptPage text={shown} />;
}

/** A text as it is written. Whoever has scrolled up stays there. */
export function StreamedText({ job, stage }: { job: Job; stage: Stage }) {
  const streamed = useStreamedText(job.id, stage);
  const text = job.workflow === 'image_prompt' ? promptSoFar(streamed) : streamed;
  if (text === '') return <Skeleton />;
  return (
    <Scroller follow>
      <div className={page} aria-busy="true">
        <Words text={text} />
      </div>
    </Scroller>
  );
}

/** The newest line stays in view while it is followed: the page is laid out from its end. */
function Scroller({ follow, children }: { follow?: boolean; children: React.ReactNode }) {
  return (
    <section
      aria-label={say.stage.text.region}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by keyboard
      tabIndex={0}
      className={
        follow ? 'flex min-h-0 flex-1 flex-col-reverse overflow-y-auto' : 'min-h-0 flex-1 overflow-y-auto'
      }
    >
      {children}
    </section>
  );
}

const Page = ({ children }: { children: React.ReactNode }) => (
  <Scroller>
    <div className={page}>{children}</div>
  </Scroller>
);

const Words = memo(function Words({ text }: { text: string }) {
  const lines = useMemo(() => linesOf(text), [text]);
  return lines.map((line, i) => {
    // A written text only grows at its end: a line keeps its place.
    const key = `${i}`;
    const inside = <Pieces text={line.text} />;
    if (line.kind === 'heading')
      return (
        <h3 key={key} className="pt-2 font-semibold">
          {inside}
        </h3>
      );
    if (line.kind === 'text') return <p key={key}>{inside}</p>;
    return (
      <p key={key} className="flex gap-2" style={{ paddingLeft: line.depth * 20 }}>
        <span className="figures w-6 shrink-0 text-right text-text-3">{line.mark}</span>
        <span className="min-w-0">{inside}</span>
      </p>
    );
  });
});

const Pieces = ({ text }: { text: string }) =>
  piecesOf(text).map(({ text: words, strong }, i) =>
    strong ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is where it stands and nothing else
      <strong key={i} className="font-semibold">
        {words}
      </strong>
    ) : (
      words
    ),
  );

function PromptPage({ text }: { text: string }) {
  const read = useMemo(() => readImagePrompt(text), [text]);
  if (!read)
    return (
      <Page>
        <Words text={promptIn(text)} />
      </Page>
    );
  const { fields } = say.stage.text;
  const small: (keyof ImagePrompt)[] = ['negative_prompt', 'style', 'aspect_ratio'];
  return (
    <Page>
      <h3 className="text-big font-semibold">{read.title}</h3>
      <p>{read.prompt}</p>
      <dl className="mt-2 grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2 border-t pt-4 text-base">
        {small
          .filter((name) => read[name] !== '')
          .map((name) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-text-3">{fields[name]}</dt>
              <dd className="min-w-0 text-text-2">{read[name]}</dd>
            </div>
          ))}
      </dl>
    </Page>
  );
}

/** Where words will be. */
function Skeleton() {
  return (
    <div className={page} aria-busy="true">
      {['92%', '100%', '84%', '60%'].map((width) => (
        <div key={width} className="skeleton h-4 rounded-[4px]" style={{ width }} />
      ))}
    </div>
  );
}
