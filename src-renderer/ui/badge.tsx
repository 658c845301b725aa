import type { ReactNode } from 'react';
import { cx } from '../lib/classes.ts';
import type { Tone } from '../texts/words.ts';

export const toneText: Record<Tone, string> = {
  preview: 'text-preview',
  final: 'text-final',
  held: 'text-held',
  checking: 'text-checking',
  failed: 'text-failed',
  done: 'text-done',
  plain: 'text-text-2',
};
export const toneFill: Record<Tone, string> = {
  preview: 'bg-preview',
  final: 'bg-final',
  held: 'bg-held',
  checking: 'bg-checking',
  failed: 'bg-failed',
  done: 'bg-done',
  plain: 'bg-text-3',
};

/** A word in its colour. On a picture it stands on black, so that it is read on any picture. */
export function Badge({
  tone,
  onPicture,
  children,
}: {
  tone: Tone;
  onPicture?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      data-theme={onPicture ? 'dark' : undefined}
      className={cx(
        'caps inline-flex h-5 max-w-full items-center gap-1.5 rounded-[4px] px-1.5',
        onPicture ? 'bg-black/75 text-white' : cx('bg-raised', toneText[tone]),
      )}
    >
      <span className={cx('size-1.5 shrink-0 rounded-full', toneFill[tone])} aria-hidden />
      <span className="truncate">{children}</span>
    </span>
  );
}
