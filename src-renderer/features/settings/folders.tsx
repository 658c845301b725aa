import { Copy } from 'lucide-react';
import { copyText } from '../../stores/copy.ts';
import { useMirror } from '../../stores/mirror.ts';
import { say } from '../../texts/say.ts';
import { IconButton } from '../../ui/button.tsx';
import { Row, Section } from './section.tsx';

const words = say.settings.folders;

/** Where everything lies. */
export function FoldersSection() {
  const home = useMirror((mirror) => mirror.info?.home ?? '');
  const separator = home.includes('\\') ? '\\' : '/';
  return (
    <Section name="folders" title={say.settings.sections.folders} text={words.text}>
      <PathRow label={words.home} path={home} />
      <PathRow label={words.assets} path={`${home}${separator}assets`} />
      <PathRow label={words.other} path={words.command} />
    </Section>
  );
}

function PathRow({ label, path }: { label: string; path: string }) {
  return (
    <Row label={label}>
      <span className="flex min-w-0 max-w-full items-center gap-1">
        <span className="figures min-w-0 break-all text-text-2">{path}</span>
        <IconButton icon={Copy} label={words.copy(label)} onClick={() => void copyText(path)} />
      </span>
    </Row>
  );
}
