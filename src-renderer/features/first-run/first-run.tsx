import { Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import { copyText } from '../../stores/copy.ts';
import { loadKeyring, useKeyring } from '../../stores/keyring.ts';
import { useMirror } from '../../stores/mirror.ts';
import { say } from '../../texts/say.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { KeyForm } from '../../ui/key-form.tsx';
import { begin, type Demo, openDemo, type Starter, starters } from './starters.ts';
import { useSample } from './use-sample.ts';

const words = say.firstRun;

/** What a new profile shows where takes will be: one press to a first preview, and the two things that a person may want to set up. */
export function FirstRun() {
  const demo = useMirror((mirror) => mirror.info?.demo === true);
  const home = useMirror((mirror) => mirror.info?.home ?? '');
  return (
    <section aria-label={words.region} className="@container relative min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-160 flex-col justify-center gap-8 px-6 py-8">
        <header className="flex flex-col items-start gap-2">
          <h2 className="max-w-120 text-big font-semibold text-balance @min-[560px]:text-huge">
            {words.title}
          </h2>
          <p className="text-text-2">{demo ? words.demo : words.real}</p>
        </header>
        <TryIt demo={demo} />
        <section aria-label={words.starters} className="flex flex-col gap-2">
          <h3 className="caps text-text-3">{words.starters}</h3>
          <ul className="grid grid-cols-1 gap-2 @min-[560px]:grid-cols-3">
            {starters.map((starter) => (
              <li key={starter.id}>
                <StarterButton starter={starter} />
              </li>
            ))}
          </ul>
        </section>
        <div className="flex flex-col">
          <Part title={words.keys.title}>
            {demo ? (
              <>
                <p>{words.keys.demo}</p>
                <Command text={words.keys.command} />
              </>
            ) : (
              <OwnKeys />
            )}
          </Part>
          <Part title={words.folder.title}>
            <p>{words.folder.text}</p>
            <Command text={home} />
            <p>{words.folder.other}</p>
            <Command text={words.folder.command(demo)} />
          </Part>
        </div>
      </div>
    </section>
  );
}

/** The one main action: in the demo it fills the form, in a real profile it opens the demo beside it. */
function TryIt({ demo }: { demo: boolean }) {
  const [busy, setBusy] = useState(false);
  const [opened, setOpened] = useState<Demo | null>(null);
  async function go(): Promise<void> {
    if (busy) return;
    setBusy(true);
    if (demo) await begin(starters[0]);
    else setOpened(await openDemo());
    setBusy(false);
  }
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Button look="main" aria-disabled={busy} onClick={() => void go()} className="h-10! px-5! text-title">
        {busy && !demo ? words.opening : demo ? words.tryIt : words.tryDemo}
      </Button>
      <p className="max-w-80 text-small text-text-3">{demo ? words.tryHint : words.tryDemoHint}</p>
      <div role="status" className="flex w-full min-w-0 flex-col">
        {opened?.opened && <p>{words.demoOpened}</p>}
        {opened && !opened.opened && (
          <>
            <p>{words.demoRuns}</p>
            <Command text={opened.url} />
          </>
        )}
      </div>
    </div>
  );
}

function StarterButton({ starter }: { starter: Starter }) {
  const { id, workflow } = starter;
  const { title, text } = words.starter[id];
  const [busy, setBusy] = useState(false);
  return (
    <button
      type="button"
      aria-disabled={busy}
      onClick={() => {
        if (busy) return;
        setBusy(true);
        void begin(starter).finally(() => setBusy(false));
      }}
      className="flex h-full w-full items-center gap-3 rounded-panel border border-line bg-panel p-2 text-left transition-colors quick hover:border-line-strong hover:bg-raised"
    >
      <Picture starter={starter} />
      <span className="flex min-w-0 flex-col">
        <span className="font-medium">{title}</span>
        <span className="text-small text-text-2">{text}</span>
        <span className="figures text-small text-text-3">{costOf(workflow)}</span>
      </span>
    </button>
  );
}

/** What goes into it: the sample as a picture, or a sign where it is words. */
function Picture({ starter: { icon: Icon, samples } }: { starter: Starter }) {
  const url = useSample(samples.image?.name ?? null);
  return (
    <span className="flex h-16 w-12 shrink-0 items-center justify-center overflow-hidden rounded-control bg-raised text-text-2">
      {url ? (
        <img src={url} alt="" className="size-full object-cover" />
      ) : (
        <Icon size={20} strokeWidth={1.5} aria-hidden />
      )}
    </span>
  );
}

function costOf(id: string): string {
  const credits = workflows.find((workflow) => workflow.id === id)?.credits({}, {}) ?? 0;
  return credits === 0 ? words.free : words.costs(String(credits));
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section
    aria-label={title}
    className="grid grid-cols-1 gap-x-6 gap-y-2 border-t py-4 @min-[560px]:grid-cols-[9rem_1fr]"
  >
    <h3 className="font-medium">{title}</h3>
    <div className="flex min-w-0 flex-col gap-2 text-text-2">{children}</div>
  </section>
);

const Command = ({ text }: { text: string }) => (
  <span className="flex min-w-0 items-center gap-1">
    <code className="figures min-w-0 break-all text-text">{text}</code>
    <IconButton
      icon={Copy}
      label={`${say.copy}: ${text}`}
      onClick={() => void copyText(text)}
      className="-my-1"
    />
  </span>
);

/** The two providers without which nothing can be made; a third can be added in Settings. */
function OwnKeys() {
  const keyring = useKeyring((state) => state.keyring);
  useEffect(() => void loadKeyring(), []);
  return (
    <>
      <p>{words.keys.real}</p>
      {(['openrouter', 'fal'] as const).map((provider) => {
        const key = keyring?.keys.find((one) => one.provider === provider);
        if (!key?.present) return <KeyForm key={provider} provider={provider} />;
        const { ends, sources } = say.settings.keys;
        return (
          <p key={provider} className="flex gap-2 py-1">
            <span className="text-text">{say.settings.providers[provider]}</span>
            <span>
              {key.last4 && ends} <span className="figures">{key.last4}</span>
              {key.source && ` · ${sources[key.source]}`}
            </span>
          </p>
        );
      })}
    </>
  );
}
