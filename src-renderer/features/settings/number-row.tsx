import { useEdited } from '../../lib/use-edited.ts';
import { TextInput } from '../../ui/input.tsx';
import { Row } from './section.tsx';

type Props = {
  label: string;
  hint?: string | undefined;
  value: number;
  /** What is wrong with a number, in words; null where it can be kept. */
  wrong(value: number): string | null;
  /** False where it could not be kept. */
  onChange(value: number): Promise<boolean>;
};

/** A number that is edited where it stands. */
export function NumberRow({ label, hint, value, wrong, onChange }: Props) {
  const { error, input } = useEdited<number>({
    shown: String(value),
    read(typed) {
      const next = typed.trim() === '' ? Number.NaN : Number(typed.replace(/[,\s]/g, ''));
      const found = wrong(next);
      return found === null ? { value: next } : { wrong: found };
    },
    keep: onChange,
  });
  return (
    <Row label={label} hint={hint} error={error}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          inputMode="decimal"
          aria-describedby={describedBy}
          {...input}
          className="figures w-24! text-right"
        />
      )}
    </Row>
  );
}
