import { AudioLines, ImagePlus, Pause, Play, RefreshCw, X } from 'lucide-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { cx } from '../../../lib/classes.ts';
import { say } from '../../../texts/say.ts';
import { sizeWord } from '../../../texts/words.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ActionMenu } from '../../../ui/menu.tsx';
import { accepted, type Kind } from '../dropped.ts';
import { type FileFacts, useFileFacts } from '../file-facts.ts';
import { playSound, stopSound, useSound } from '../sound.ts';
import { keyOf, setRefused, type Upload, useCompose } from '../state.ts';
import { takeFile } from '../uploads.ts';
import { useOthers } from './others.ts';
import { textOf, type WidgetProps } from './widget.ts';

const words = say.compose.file;

/** A picture or a voice: dropped, pasted, picked, or one that is here already. */
export function FileField(props: WidgetProps) {
  const { workflow, field } = props;
  const value = textOf(props.value);
  const upload = useCompose((state) => state.uploads[keyOf({ workflow: workflow.id, field: field.name })]);
  if (upload) return <Coming upload={upload} label={field.label} />;
  return value === '' ? <Place {...props} /> : <Chosen {...props} value={value} />;
}

const kindOf = ({ field }: WidgetProps): Kind => field.file?.kind ?? 'image';

/** The file dialog of the system, and what it answers. */
function usePicker({ workflow, field }: WidgetProps, kind: Kind) {
  const input = useRef<HTMLInputElement>(null);
  const at = { workflow: workflow.id, field: field.name };
  const element = (
    <input
      ref={input}
      type="file"
      hidden
      tabIndex={-1}
      aria-label={field.label}
      accept={accepted[kind]}
      onChange={(event) => {
        const file = event.target.files?.[0];
        if (file) takeFile(at, file, kind);
        event.target.value = '';
      }}
    />
  );
  return { element, pick: () => input.current?.click() };
}

function Place(props: WidgetProps) {
  const { workflow, field, ids } = props;
  const kind = kindOf(props);
  const { element, pick } = usePicker(props, kind);
  const others = useOthers(props);
  const [over, setOver] = useState(false);
  const Icon = kind === 'image' ? ImagePlus : AudioLines;
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    const files = [...event.dataTransfer.files];
    // One file is meant for this field, whatever it is; of several the composer finds the fitting one.
    if (files.length !== 1 || !files[0]) return;
    event.preventDefault();
    event.stopPropagation();
    takeFile({ workflow: workflow.id, field: field.name }, files[0], kind);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the button inside does the same
    <div
      className={cx(
        'flex flex-col items-center gap-2 rounded-control border border-dashed bg-window px-3 py-3 transition-colors quick',
        over ? 'border-focus' : ids.invalid ? 'border-failed' : 'border-line-strong',
      )}
      onDragOver={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {element}
      <span className="flex items-center gap-2 text-small text-text-3">
        <Icon size={16} strokeWidth={1.5} aria-hidden />
        {words.drop[kind]}
      </span>
      <span className="flex gap-1">
        <Button
          id={ids.id}
          size="small"
          aria-label={`${field.label}: ${words.choose}`}
          aria-describedby={ids.describedBy}
          onClick={pick}
        >
          {words.choose}
        </Button>
        <ActionMenu entries={others} align="start">
          <Button size="small" look="quiet" aria-label={`${field.label}: ${words.or}`}>
            {words.or}
          </Button>
        </ActionMenu>
      </span>
    </div>
  );
}

const rowLook = 'flex items-center gap-3 rounded-control border bg-window p-1.5';

const Coming = ({ upload, label }: { upload: Upload; label: string }) => (
  <div className={rowLook}>
    <span className="size-12 shrink-0 rounded-[4px] skeleton" aria-hidden />
    <span className="flex min-w-0 flex-1 flex-col" role="status" aria-label={label}>
      <span className="truncate">{upload.name}</span>
      <span className="figures text-text-3">
        {upload.bytes > 0 ? words.coming(sizeWord(upload.bytes)) : words.reading}
      </span>
    </span>
    <Button size="small" look="quiet" onClick={upload.stop}>
      {words.stop}
    </Button>
  </div>
);

function Chosen(props: WidgetProps & { value: string }) {
  const { workflow, field, value, shown, ids, set } = props;
  const kind = kindOf(props);
  const facts = useFileFacts(value, field.name);
  const { element, pick } = usePicker(props, kind);
  const { gone } = facts;
  const { id: workflowId } = workflow;
  const { name: fieldName } = field;
  useEffect(() => {
    if (gone) setRefused({ workflow: workflowId, field: fieldName }, words.gone);
  }, [gone, workflowId, fieldName]);
  return (
    <div className={cx(rowLook, ids.invalid && 'border-failed')}>
      {element}
      {kind === 'image' ? <Thumbnail url={facts.url} /> : <Sound facts={facts} name={field.label} />}
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate">{shown ?? facts.name ?? value}</span>
        <span className="figures truncate text-text-3">{facts.about || ' '}</span>
      </span>
      <span className="flex shrink-0">
        <IconButton
          icon={RefreshCw}
          id={ids.id}
          label={words.replace(field.label)}
          aria-describedby={ids.describedBy}
          onClick={pick}
        />
        <IconButton icon={X} label={words.remove(field.label)} onClick={() => set(undefined)} />
      </span>
    </div>
  );
}

function Thumbnail({ url }: { url: string | undefined }) {
  const [broken, setBroken] = useState<string>();
  if (url === undefined || broken === url)
    return <span className="size-12 shrink-0 rounded-[4px] bg-raised" aria-hidden />;
  return (
    <img
      src={url}
      alt=""
      className="size-12 shrink-0 rounded-[4px] bg-raised object-cover"
      onError={() => setBroken(url)}
    />
  );
}

function Sound({ facts, name }: { facts: FileFacts; name: string }) {
  const key = `field/${name}`;
  const sounding = useSound((state) => state.sounding === key);
  const { url } = facts;
  return (
    <IconButton
      icon={sounding ? Pause : Play}
      label={sounding ? words.stopHearing : words.hear}
      disabled={url === undefined}
      className="size-12! bg-raised"
      onClick={() => (sounding ? stopSound() : url !== undefined && playSound(key, url))}
    />
  );
}
