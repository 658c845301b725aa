import { useEffect, useState } from 'react';
import type { KeyStatus } from '../../../src-shared/contract/providers.ts';
import { loadKeyring, removeKey, testKey, useKeyring } from '../../stores/keyring.ts';
import { useMirror } from '../../stores/mirror.ts';
import { attempt, notify } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyForm } from '../../ui/key-form.tsx';
import { Row, Section, Waiting } from './section.tsx';

const words = say.settings.keys;
const providers = ['openrouter', 'fal', 'cloudinary'] as const;

export function KeysSection() {
  const demo = useMirror((mirror) => mirror.info?.demo === true);
  const live = useMirror((mirror) => mirror.connection === 'live');
  const keyring = useKeyring((state) => state.keyring);
  useEffect(() => {
    if (live) void loadKeyring();
  }, [live]);
  const trouble = keyring && keyring.keychain in words.chain ? keyring.keychain : null;
  return (
    <Section name="keys" title={say.settings.sections.keys} text={demo ? words.demo : words.text}>
      {trouble && (
        <p role="status" className="border-b py-3 text-held">
          {words.chain[trouble as keyof typeof words.chain]}
        </p>
      )}
      {providers.map((provider) => (
        <ProviderKey
          key={provider}
          provider={provider}
          status={keyring?.keys.find((key) => key.provider === provider) ?? null}
          demo={demo}
        />
      ))}
    </Section>
  );
}

type Props = { provider: (typeof providers)[number]; status: KeyStatus | null; demo: boolean };

/** Where the key of a provider stands, and what to do with it. */
function ProviderKey({ provider, status, demo }: Props) {
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  const name = say.settings.providers[provider];
  const hint = (
    <>
      {words.does[provider]}.{status?.source === 'env' && ` ${words.envHint}`}
      <span className="block min-h-4 text-text-2">{status && <StatusWords status={status} />}</span>
    </>
  );
  const remove = async (): Promise<void> => {
    setRemoving(false);
    if (await attempt(() => removeKey(provider))) notify({ tone: 'done', text: words.removed(name) });
  };
  return (
    <>
      <Row label={name} hint={hint}>
        <span className="flex flex-wrap items-center justify-end gap-2">
          {status === null && <Waiting width="w-24" />}
          {status?.present && <TestButton provider={provider} name={name} />}
          {status && !demo && status.source !== 'env' && (
            <Button
              size="small"
              aria-label={`${status.present ? words.replace : words.add}: ${name}`}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {status.present ? words.replace : words.add}
            </Button>
          )}
          {status?.present && !demo && status.source !== 'env' && (
            <Button
              size="small"
              look="quiet"
              aria-label={`${words.remove}: ${name}`}
              onClick={() => setRemoving(true)}
            >
              {words.remove}
            </Button>
          )}
        </span>
      </Row>
      {open && (
        <div className="border-b py-3">
          <KeyForm provider={provider} onDone={() => setOpen(false)} onCancel={() => setOpen(false)} />
        </div>
      )}
      <Dialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={words.removeTitle(name)}
        text={words.removeText}
        actions={
          <>
            <Button look="quiet" onClick={() => setRemoving(false)}>
              {say.cancel}
            </Button>
            <Button look="danger" onClick={() => void remove()}>
              {words.remove}
            </Button>
          </>
        }
      />
    </>
  );
}

function StatusWords({ status: { present, last4, source } }: { status: KeyStatus }) {
  if (!present) return words.none;
  if (source === 'demo') return words.sources.demo;
  return (
    <>
      {last4 && words.ends} <span className="figures text-text">{last4}</span>
      {source && ` · ${words.sources[source]}`}
    </>
  );
}

type Tested = { ok: boolean; detail: string } | 'asking' | null;

function TestButton({ provider, name }: { provider: (typeof providers)[number]; name: string }) {
  const [tested, setTested] = useState<Tested>(null);
  async function test(): Promise<void> {
    if (tested === 'asking') return;
    setTested('asking');
    let found: Tested = null;
    await attempt(async () => {
      found = await testKey(provider);
    });
    setTested(found);
  }
  const asking = tested === 'asking';
  return (
    <>
      <span role="status" className="text-small">
        {tested !== null && !asking && (
          <span className={tested.ok ? 'text-done' : 'text-failed'}>
            {tested.ok ? words.good : `${words.bad} ${tested.detail}`}
          </span>
        )}
      </span>
      <Button
        size="small"
        look="quiet"
        className="w-16"
        aria-label={`${asking ? words.testing : words.test}: ${name}`}
        onClick={() => void test()}
      >
        {asking ? words.testing : words.test}
      </Button>
    </>
  );
}
