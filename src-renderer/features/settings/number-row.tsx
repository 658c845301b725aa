import { useState } from 'react';
import { TextInput } from '../../ui/input.tsx';
import { Row } from './section.tsx';

type Props = {
  label: string;
  hint?: string | undefined;
  value: number;
  /** What is wrong with a number, in words; null where it can be kept. */
  wrong(value: number): string | null;
  onChange(value: number): void;
};

/** A number that is kept when its field is left or Enter is pressed. One that cannot be kept stays, and it is said why. */
export function NumberRow({ label, hint, value, wrong, onChange }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  function keep(): void {
    if (typed === null) return;
    const next = typed.trim() === '' ? Number.NaN : Number(typed.replace(/[,\s]/g, ''));
    const found = wrong(next);
    setError(found);
    if (found !== null) return;
    setTyped(null);
    if (next !== value) onChange(next);
  }
  return (
    <Row label={label} hint={hint} error={error}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          inputMode="decimal"
          value={typed ?? String(value)}
          aria-describedby={describedBy}
          aria-invalid={error !== null}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => {
            if (event.key === 'Enter') keep();
            if (event.key === 'Escape') {
              setTyped(null);
              setError(null);
            }
          }}
          className="figures w-24! text-right"
        />
      )}
    </Row>
  );
}
