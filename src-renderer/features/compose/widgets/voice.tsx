import { Play, Square } from 'lucide-react';
import { useEffect } from 'react';
import { useJob } from '../../../stores/hooks.ts';
import { useMirror } from '../../../stores/mirror.ts';
import { say } from '../../../texts/say.ts';
import { amount } from '../../../texts/words.ts';
import { Button } from '../../../ui/button.tsx';
import { Hint } from '../../../ui/hint.tsx';
import { Select } from '../../../ui/select.tsx';
import { fixedPrice } from '../price.ts';
import { stopSound, useSound } from '../sound.ts';
import { hear, isFree, recall, useSamples, voiceKey } from '../voice-samples.ts';
import { textOf, type WidgetProps } from './widget.ts';

/** A named voice, and how it sounds. */
export function VoiceField({ workflow, field, value, ids, set }: WidgetProps) {
  const voice = textOf(value);
  const samples = useSamples((state) => state.jobs);
  return (
    <div className="flex gap-2">
      <div className="flex min-w-0 flex-1 flex-col">
        <Select
          id={ids.id}
          label={field.label}
          value={voice}
          describedBy={ids.describedBy}
          invalid={ids.invalid}
          choices={(field.choices ?? []).map((one) => ({
            value: one,
            label: one,
            hint: one in samples ? say.compose.voice.kept : undefined,
          }))}
          onChange={set}
        />
      </div>
      <HearButton voice={voice} credits={fixedPrice(workflow)?.preview ?? 0} />
    </div>
  );
}

function HearButton({ voice, credits }: { voice: string; credits: number }) {
  const words = say.compose.voice;
  const kept = useSamples((state) => state.jobs[voice]);
  const job = useJob(kept ?? null);
  const live = useMirror((mirror) => mirror.connection === 'live');
  const isOlder = kept !== undefined && job === undefined;
  useEffect(() => {
    if (live && isOlder) void recall(voice);
  }, [live, isOlder, voice]);
  const making = useSamples((state) => state.wanted === voice);
  const sounding = useSound((state) => state.sounding === voiceKey(voice));
  if (sounding)
    return (
      <Button icon={Square} onClick={stopSound}>
        {words.stop}
      </Button>
    );
  const free = isFree(kept, job);
  const label = making
    ? words.making(voice)
    : free
      ? words.hearFree(voice)
      : words.hear(voice, amount(credits));
  const button = (
    <Button icon={Play} aria-disabled={making} onClick={() => !making && void hear(voice)}>
      <span className="figures">{label}</span>
    </Button>
  );
  return free ? button : <Hint text={words.hint}>{button}</Hint>;
}
