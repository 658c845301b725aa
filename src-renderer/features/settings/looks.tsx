import { useState } from 'react';
import { desktop } from '../../api/desktop.ts';
import { clickSoftly } from '../../lib/soft-click.ts';
import type { Theme } from '../../lib/theme.ts';
import { setPref, usePrefs } from '../../stores/prefs.ts';
import { setTheme, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Row, Section } from './section.tsx';

const words = say.settings;
const themes = ['dark', 'light', 'system'] as const satisfies Theme[];

export function LookSection() {
  const theme = useView((view) => view.theme);
  return (
    <Section name="look" title={words.sections.look}>
      <Row label={words.look.theme}>
        <Segments
          label={words.look.theme}
          value={theme}
          segments={themes.map((value) => ({ value, label: words.look[value] }))}
          onChange={(value) => {
            const next = themes.find((one) => one === value);
            if (next) setTheme(next);
          }}
        />
      </Row>
    </Section>
  );
}

/** What may call a person who looks elsewhere. Off until asked for. */
export function TellSection() {
  const { sound, notifications } = usePrefs();
  // The desktop app tells by itself; a browser has to be asked.
  const can = desktop !== null || 'Notification' in globalThis;
  const [denied, setDenied] = useState(!desktop && can && Notification.permission === 'denied');
  async function ask(on: boolean): Promise<void> {
    if (!on || desktop) return setPref('notifications', on);
    const answer = await Notification.requestPermission();
    setDenied(answer === 'denied');
    setPref('notifications', answer === 'granted');
  }
  const note = can ? (denied ? words.tell.denied : words.tell.notificationsHint) : words.tell.cannot;
  return (
    <Section name="tell" title={words.sections.tell} text={words.tell.text}>
      <Row label={words.tell.notifications} hint={note}>
        {({ id, describedBy }) =>
          can && (
            <Switch
              id={id}
              checked={notifications && !denied}
              describedBy={describedBy}
              onChange={(on) => void ask(on)}
            />
          )
        }
      </Row>
      <Row label={words.tell.sound}>
        {({ id }) => (
          <span className="flex items-center gap-3">
            <Button size="small" look="quiet" onClick={() => void clickSoftly()}>
              {words.tell.hear}
            </Button>
            <Switch
              id={id}
              checked={sound}
              onChange={(on) => {
                setPref('sound', on);
                if (on) void clickSoftly();
              }}
            />
          </span>
        )}
      </Row>
    </Section>
  );
}
