import { type ReactNode, useId } from 'react';
import type { say } from '../../texts/say.ts';

export const sectionNames = [
  'keys',
  'models',
  'review',
  'queue',
  'keep',
  'folders',
  'mirror',
  'media',
  'look',
  'tell',
  'about',
] as const satisfies (keyof typeof say.settings.sections)[];
export type SectionName = (typeof sectionNames)[number];

export const sectionId = (name: SectionName): string => `settings-${name}`;

type Props = { name: SectionName; title: string; text?: string; children: ReactNode };

/** One subject of the settings: its title, what it is about, and its rows between hairlines. */
export function Section({ name, title, text, children }: Props) {
  const heading = `${sectionId(name)}-title`;
  return (
    <section id={sectionId(name)} aria-labelledby={heading} className="pb-10">
      <h2 id={heading} tabIndex={-1} className="text-title font-semibold outline-none">
        {title}
      </h2>
      {text && <p className="mt-1 max-w-140 text-text-2">{text}</p>}
      <div className="mt-3 border-t">{children}</div>
    </section>
  );
}

type RowProps = {
  label: string;
  /** Below the label: what it does, or where it stands. */
  hint?: ReactNode;
  error?: string | null;
  children?: ReactNode | ((ids: { id: string; describedBy: string | undefined }) => ReactNode);
};

/** A label at the left, its control at the right; narrow, the control goes below. A control that takes the ids is named by the label. */
export function Row({ label, hint, error, children }: RowProps) {
  const id = useId();
  const note = error ?? hint;
  const noteId = `${id}-note`;
  const named = typeof children === 'function';
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b py-2">
      <div className="min-w-0 flex-1 basis-60">
        {named ? (
          <label htmlFor={id} className="block">
            {label}
          </label>
        ) : (
          <p>{label}</p>
        )}
        {note && (
          <div
            id={noteId}
            role={error ? 'alert' : undefined}
            className={error ? 'text-small text-failed' : 'text-small text-text-3'}
          >
            {note}
          </div>
        )}
      </div>
      {named ? children({ id, describedBy: note ? noteId : undefined }) : children}
    </div>
  );
}

/** The place of a value that is still asked for. */
export const Waiting = ({ width = 'w-40' }: { width?: string }) => (
  <span className={`skeleton block h-8 rounded-control ${width}`} aria-hidden />
);
