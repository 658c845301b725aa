import { useEdited } from '../../lib/use-edited.ts';
import { useKeyring } from '../../stores/keyring.ts';
import { say } from '../../texts/say.ts';
import { TextInput } from '../../ui/input.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Row, Section, Waiting } from './section.tsx';
import { change, useValues, type Values } from './values.ts';

const words = say.settings.mirror;

/** The second home of takes. */
export function MirrorSection() {
  const mirror = useValues((state) => state.values?.cloudinary);
  const hasKey = useKeyring(({ keyring }) =>
    keyring?.keys.some((key) => key.provider === 'cloudinary' && key.present),
  );
  const put = (part: Partial<Values['cloudinary']>): Promise<boolean> =>
    change(({ cloudinary }) => ({ cloudinary: { ...cloudinary, ...part } }));
  return (
    <Section name="mirror" title={say.settings.sections.mirror} text={words.text}>
      <Row label={words.on} hint={hasKey === false ? words.noKey : undefined}>
        {({ id }) =>
          mirror ? (
            <Switch id={id} checked={mirror.mirror} onChange={(on) => void put({ mirror: on })} />
          ) : (
            <Waiting width="w-8" />
          )
        }
      </Row>
      <Row label={words.removeEvicted}>
        {({ id }) =>
          mirror ? (
            <Switch
              id={id}
              checked={mirror.removeEvicted}
              onChange={(on) => void put({ removeEvicted: on })}
            />
          ) : (
            <Waiting width="w-8" />
          )
        }
      </Row>
      <PresetRow preset={mirror?.preset} put={(preset) => put({ preset })} />
    </Section>
  );
}

type PresetProps = { preset: string | null | undefined; put(preset: string | null): Promise<boolean> };

function PresetRow({ preset, put }: PresetProps) {
  const { input } = useEdited({
    shown: preset ?? '',
    read: (typed) => ({ value: typed.trim() || null }),
    keep: put,
  });
  return (
    <Row label={words.preset} hint={words.presetHint}>
      {({ id, describedBy }) =>
        preset === undefined ? (
          <Waiting width="w-60" />
        ) : (
          <TextInput
            id={id}
            placeholder={words.presetNone}
            maxLength={255}
            spellCheck={false}
            aria-describedby={describedBy}
            {...input}
            className="w-60!"
          />
        )
      }
    </Row>
  );
}
