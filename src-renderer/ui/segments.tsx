import * as Group from '@radix-ui/react-toggle-group';
import type { ReactNode } from 'react';
import { cx } from '../lib/classes.ts';

export type Segment = { value: string; label: ReactNode; disabled?: boolean; title?: string };
type Props = {
  label: string;
  value: string;
  segments: readonly Segment[];
  onChange(value: string): void;
  stretch?: boolean;
};

/** One of a few, all in view. */
export function Segments({ label, value, segments, onChange, stretch }: Props) {
  return (
    <Group.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next !== '' && onChange(next)}
      className={cx('inline-flex h-8 rounded-control bg-window p-0.5', stretch && 'flex w-full')}
    >
      {segments.map((segment) => (
        <Group.Item
          key={segment.value}
          value={segment.value}
          disabled={segment.disabled ?? false}
          title={segment.title}
          className={cx(
            'inline-flex min-w-0 items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-text-2 transition-colors quick hover:text-text',
            'data-[state=on]:bg-raised data-[state=on]:text-text data-disabled:text-text-3',
            stretch && 'flex-1',
          )}
        >
          {segment.label}
        </Group.Item>
      ))}
    </Group.Root>
  );
}
