import { useState } from 'react';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { useMirror } from '../../stores/mirror.ts';
import { attempt } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';
import { sizeWord } from '../../texts/words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Row, Section } from './section.tsx';

const words = say.settings.about;

export function AboutSection() {
  const info = useMirror((mirror) => mirror.info);
  return (
    <Section name="about" title={say.settings.sections.about}>
      <Row label={words.version}>
        <span className="figures text-text-2">{info?.version}</span>
      </Row>
      <Row label={words.schema}>
        <span className="figures text-text-2">{words.schemaWord(info?.schema ?? 0)}</span>
      </Row>
      <Doctor />
      <Backup />
    </Section>
  );
}

type Found = Awaited<ReturnType<Client['app']['doctor']>>;

function Doctor() {
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(false);
  async function examine(): Promise<void> {
    if (busy) return;
    setBusy(true);
    await attempt(async () => setFound(await call((client) => client.app.doctor())));
    setBusy(false);
  }
  return (
    <>
      <Row label={words.doctor} hint={found && (found.ok ? words.well : words.unwell)}>
        <Button size="small" aria-disabled={busy} onClick={() => void examine()}>
          {busy ? words.examining : found ? words.again : words.examine}
        </Button>
      </Row>
      {found && (
        <ul aria-label={words.doctor} className="border-b py-2">
          {found.checks.map(({ name, ok, detail }) => (
            <li key={name} className="flex items-baseline gap-3 py-1">
              <span className="w-16 shrink-0">
                <Badge tone={ok ? 'done' : 'failed'}>{ok ? words.ok : words.notOk}</Badge>
              </span>
              <span className="w-32 shrink-0">{name}</span>
              <span className="min-w-0 break-words text-text-2">{detail}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Backup() {
  const [made, setMade] = useState<{ path: string; bytes: number } | null>(null);
  const [busy, setBusy] = useState(false);
  async function backUp(): Promise<void> {
    if (busy) return;
    setBusy(true);
    await attempt(async () => setMade(await call((client) => client.app.backup())));
    setBusy(false);
  }
  return (
    <Row
      label={words.backup}
      hint={
        <span role="status">
          {made ? (
            <span className="break-all text-done">{words.backedUp(made.path, sizeWord(made.bytes))}</span>
          ) : (
            words.backupHint
          )}
        </span>
      }
    >
      <Button size="small" aria-disabled={busy} onClick={() => void backUp()}>
        {busy ? words.backingUp : words.backUp}
      </Button>
    </Row>
  );
}
