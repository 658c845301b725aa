import { type ChangeEvent, type KeyboardEvent, useRef, useState } from 'react';

/** What a text comes to, or in words why it cannot be kept. */
export type Found<T> = { value: T } | { wrong: string };

type Ask<T> = {
  /** What is kept now, as it stands in the field. */
  shown: string;
  read(typed: string): Found<T>;
  /** False where it could not be kept, which is told elsewhere. */
  keep(value: T): Promise<boolean>;
};

/**
 * A text that is edited where it stands: Enter or leaving keeps it, Escape takes it back. One that is wrong, and one that could not be kept
 * because the connection was away, stays typed.
 */
export function useEdited<T>({ shown, read, keep }: Ask<T>) {
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const beingKept = useRef<string | null>(null);

  function takeBack(): void {
    setTyped(null);
    setError(null);
  }

  async function put(): Promise<void> {
    // Enter, and then leaving, keeps it once.
    if (typed === null || typed === beingKept.current) return;
    if (typed === shown && beingKept.current === null) return takeBack();
    const found = read(typed);
    setError('wrong' in found ? found.wrong : null);
    if ('wrong' in found) return;
    beingKept.current = typed;
    try {
      const kept = await keep(found.value);
      // What was typed meanwhile is the next.
      if (kept) setTyped((now) => (now === typed ? null : now));
    } finally {
      if (beingKept.current === typed) beingKept.current = null;
    }
  }

  return {
    error,
    takeBack,
    input: {
      value: typed ?? shown,
      'aria-invalid': error !== null,
      onChange: (event: ChangeEvent<HTMLInputElement>) => setTyped(event.target.value),
      onBlur: () => void put(),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') void put();
        if (event.key === 'Escape') takeBack();
      },
    },
  };
}
