import { Copy, Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { useInputUrl } from '../../lib/stored-file.ts';
import { bestStage } from '../../lib/takes.ts';
import { copyText } from '../../stores/copy.ts';
import { useMirror } from '../../stores/mirror.ts';
import { claimSound, releaseSound, type Sounding } from '../../stores/player.ts';
import { select } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { fieldLabel } from '../../texts/words.ts';
import { IconButton } from '../../ui/button.tsx';
import { filesOf, type Given, givenOf } from './given.ts';
import { measuresOf } from './measures.ts';
import { Facts, Section } from './section.tsx';

const words = say.inspect.inputs;
type Input = Job['inputs'][number];

/** What a job was given: its files as they were copied in, its texts, its settings. */
export function InputsSection({ job }: { job: Job }) {
  const given = givenOf(job);
  const short = given.filter((one) => !one.long).map(({ label, value }) => ({ label, value }));
  return (
    <Section title={words.title}>
      {filesOf(job).map((input) => (
        <FileLine key={input.field} job={job} input={input} />
      ))}
      {given
        .filter((one) => one.long)
        .map((one) => (
          <TextLine key={one.name} job={job} given={one} />
        ))}
      {short.length > 0 && <Facts lines={short} />}
    </Section>
  );
}

function FileLine({ job, input }: { job: Job; input: Input }) {
  const { url, onError } = useInputUrl(job, input.field);
  const isPicture = input.mime.startsWith('image/');
  return (
    <div className="flex items-center gap-3">
      <span className="flex size-12 shrink-0 items-center justify-center overflow-hidden rounded-[4px] bg-raised">
        {isPicture ? <Photo url={url} onError={onError} /> : <Hear url={url} name={input.name} />}
      </span>
      <div className="flex min-w-0 flex-1 flex-col">
        <p className="text-small text-text-2">{fieldLabel(job.workflow, input.field)}</p>
        <p className="truncate" title={input.path}>
          {input.name}
        </p>
        <p className="figures truncate text-small text-text-2">{measuresOf(input)}</p>
        <CameFrom job={job} field={input.field} />
      </div>
      <IconButton
        icon={Copy}
        label={say.inspect.files.copy(input.name)}
        onClick={() => void copyText(input.path)}
      />
    </div>
  );
}

/** How long (ms) a job is on the stage before its photos are asked for. */
const restMs = 300;

/** It comes a moment later: to decode it keeps the first frame of the clip waiting, and who goes through takes by keys does not look at it. */
function Photo({ url, onError }: { url: string | undefined; onError(): void }) {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), restMs);
    return () => clearTimeout(timer);
  }, []);
  if (!rested || url === undefined) return null;
  return <img src={url} alt="" loading="lazy" onError={onError} className="size-full object-cover" />;
}

const link =
  'self-start text-small text-text-2 underline decoration-line-strong underline-offset-2 hover:text-text';

/** The way to what an input came from. */
function CameFrom({ job, field }: { job: Job; field: string }) {
  const origin = job.origins.find((one) => one.field === field);
  if (!origin) return null;
  return (
    <button
      type="button"
      className={link}
      onClick={() => {
        const known = useMirror.getState().jobs.get(origin.job);
        select(origin.job, origin.stage ?? (known ? bestStage(known) : undefined));
      }}
    >
      {origin.take === null ? words.fromJob : words.from}
    </button>
  );
}

/** A voice that was given: play and pause, nothing more. */
function Hear({ url, name }: { url: string | undefined; name: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    const at = audio.current;
    return () => at?.pause();
  }, []);
  const clip = useRef<Sounding>({ pause: () => audio.current?.pause() }).current;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a voice of the creator's own; nothing is known of its words */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => {
          claimSound(clip);
          setPlays(true);
        }}
        onPause={() => {
          releaseSound(clip);
          setPlays(false);
        }}
      />
      <IconButton
        icon={plays ? Pause : Play}
        label={plays ? words.stop(name) : words.hear(name)}
        disabled={url === undefined}
        onClick={() => (plays ? audio.current?.pause() : void audio.current?.play().catch(() => undefined))}
      />
    </>
  );
}

const longText = 240;

function TextLine({ job, given: { name, label, value } }: { job: Job; given: Given }) {
  const [whole, setWhole] = useState(false);
  const long = value.length > longText || value.split('\n').length > 5;
  return (
    <div className="flex flex-col">
      <div className="flex items-center justify-between">
        <p className="text-small text-text-2">{label}</p>
        <IconButton
          icon={Copy}
          label={words.copy(label)}
          className="-my-1 -mr-1 size-7"
          onClick={() => void copyText(value)}
        />
      </div>
      <p
        className={`whitespace-pre-wrap wrap-anywhere select-text ${whole ? 'max-h-80 overflow-y-auto' : 'line-clamp-5'}`}
      >
        {whole ? value : value.slice(0, 2_000)}
      </p>
      {long && (
        <button type="button" aria-expanded={whole} className={link} onClick={() => setWhole(!whole)}>
          {whole ? words.less : words.whole}
        </button>
      )}
      <CameFrom job={job} field={name} />
    </div>
  );
}
