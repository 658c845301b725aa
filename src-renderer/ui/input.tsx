import { type ComponentProps, useLayoutEffect, useRef } from 'react';
import { cx } from '../lib/classes.ts';

export const inputLook =
  'w-full rounded-control border border-line bg-window px-2.5 text-text outline-offset-0 hover:border-line-strong aria-invalid:border-failed disabled:text-text-3';

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" autoComplete="off" className={cx(inputLook, 'h-8', className)} {...rest} />;
}

/** Grows with what is typed, up to a height, then scrolls. */
export function TextArea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { value } = rest;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const at = area.current;
    if (!at) return;
    at.style.height = 'auto';
    at.style.height = `${Math.min(at.scrollHeight + 2, 280)}px`;
  }, [value]);
  return (
    <textarea
      ref={area}
      rows={rows}
      spellCheck
      className={cx(inputLook, 'resize-none py-1.5 leading-5', className)}
      {...rest}
    />
  );
}
