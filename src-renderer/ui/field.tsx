import { type ReactNode, useId } from 'react';

type Props = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  /** Beside the label, at the right. */
  aside?: ReactNode;
  children(ids: { id: string; describedBy: string | undefined; invalid: boolean }): ReactNode;
};

/** A control with its label above and its hint or error below; the error takes the place of the hint. */
export function Field({ label, hint, error, aside, children }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-5 items-center justify-between gap-2">
        <label htmlFor={id} className="text-small font-medium text-text-2">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, describedBy: note ? noteId : undefined, invalid: Boolean(error) })}
      {note && (
        <p
          id={noteId}
          role={error ? 'alert' : undefined}
          className={error ? 'text-small text-failed' : 'text-small text-text-3'}
        >
          {note}
        </p>
      )}
    </div>
  );
}
