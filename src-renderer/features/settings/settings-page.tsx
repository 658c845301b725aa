import { useEffect, useRef, useState } from 'react';
import { cx } from '../../lib/classes.ts';
import { useMirror } from '../../stores/mirror.ts';
import { say } from '../../texts/say.ts';
import { AboutSection } from './about.tsx';
import { FoldersSection } from './folders.tsx';
import { KeepSection } from './keep.tsx';
import { KeysSection } from './keys.tsx';
import { LookSection, TellSection } from './looks.tsx';
import { MediaSection } from './media-part.tsx';
import { MirrorSection } from './mirror-copy.tsx';
import { ModelsSection } from './models.tsx';
import { QueueSection, ReviewSection } from './queue.tsx';
import { type SectionName, sectionId, sectionNames } from './section.tsx';
import { loadValues } from './values.ts';

/** All that can be set, in one scroll, with an index of it at the left. */
export function SettingsPage() {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const scroll = useRef<HTMLDivElement>(null);
  const { current, goTo } = useCurrent(scroll);
  useEffect(() => {
    if (live) void loadValues();
  }, [live]);
  return (
    <div ref={scroll} className="relative min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-230 gap-4 px-4">
        <Index current={current} goTo={goTo} />
        <div className="min-w-0 flex-1 px-2 pt-6 pb-[40vh]">
          <h1 className="sr-only">{say.settings.title}</h1>
          <KeysSection />
          <ModelsSection />
          <ReviewSection />
          <QueueSection />
          <KeepSection />
          <FoldersSection />
          <MirrorSection />
          <MediaSection />
          <LookSection />
          <TellSection />
          <AboutSection />
        </div>
      </div>
    </div>
  );
}

type IndexProps = { current: SectionName; goTo(name: SectionName): void };

/** Stays in view beside what scrolls. */
const Index = ({ current, goTo }: IndexProps) => (
  <nav aria-label={say.settings.index} className="sticky top-0 w-40 shrink-0 self-start py-6">
    <ul className="flex flex-col gap-0.5">
      {sectionNames.map((name) => (
        <li key={name}>
          <button
            type="button"
            aria-current={name === current ? 'true' : undefined}
            onClick={() => goTo(name)}
            className={cx(
              'flex h-7 w-full items-center rounded-control px-3 text-left transition-colors quick',
              name === current ? 'bg-raised text-text' : 'text-text-2 hover:bg-raised hover:text-text',
            )}
          >
            {say.settings.sections[name]}
          </button>
        </li>
      ))}
    </ul>
  </nav>
);

/** How far (px) below the upper edge a section counts as the one that is read, and the room that is left above it. */
const readingLine = 80;
const aboveSection = 24;

/** The section that is being read, and the way to another one. */
function useCurrent(scroll: React.RefObject<HTMLDivElement | null>) {
  const [current, setCurrent] = useState<SectionName>('keys');
  useEffect(() => {
    const at = scroll.current;
    if (!at) return;
    const look = (): void => {
      const top = at.getBoundingClientRect().top + readingLine;
      const read = sectionNames.findLast(
        (name) => (document.getElementById(sectionId(name))?.getBoundingClientRect().top ?? 0) <= top,
      );
      setCurrent(read ?? 'keys');
    };
    at.addEventListener('scroll', look, { passive: true });
    return () => at.removeEventListener('scroll', look);
  }, [scroll]);
  function goTo(name: SectionName): void {
    const section = document.getElementById(sectionId(name));
    if (section) scroll.current?.scrollTo({ top: section.offsetTop - aboveSection });
    section?.querySelector('h2')?.focus({ preventScroll: true });
  }
  return { current, goTo };
}
