import * as Radix from '@radix-ui/react-dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../lib/classes.ts';
import { say } from '../texts/say.ts';
import { IconButton } from './button.tsx';

type Props = {
  open: boolean;
  onClose(): void;
  title: string;
  /** What it is about, in a sentence; read out when it opens. */
  text?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
};

/** Without anything to press but the way out, the dialog itself is focused: its title is read, and no hint lies over it. */
function beginAtContent(event: Event): void {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement) || dialog.querySelectorAll(focusable).length > 1) return;
  event.preventDefault();
  dialog.focus();
}
const focusable = 'button, input, textarea, select, a[href]';

export function Dialog({ open, onClose, title, text, wide, children, actions }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(text === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={beginAtContent}
          className={cx(
            'fixed top-1/2 left-1/2 z-50 flex max-h-[85vh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-panel border border-line bg-panel shadow-float outline-none appear',
            wide ? 'max-w-180' : 'max-w-120',
          )}
        >
          <div className="flex flex-col gap-1 pt-4 pr-14 pl-5">
            <Radix.Title className="text-title font-semibold">{title}</Radix.Title>
            {text && <Radix.Description className="text-text-2">{text}</Radix.Description>}
          </div>
          <div className={cx('min-h-0 flex-1 overflow-y-auto px-5', children ? 'py-4' : 'pb-4')}>
            {children}
          </div>
          {actions && <div className="flex justify-end gap-2 border-t px-5 py-3">{actions}</div>}
          {/* Last, so that a dialog begins with what it is about. */}
          <IconButton icon={X} label={say.close} onClick={onClose} className="absolute! top-3 right-3" />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
