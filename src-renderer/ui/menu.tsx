import * as Menu from '@radix-ui/react-dropdown-menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { cx } from '../lib/classes.ts';
import { Keys } from './keys.tsx';

export const menuContent =
  'z-50 rounded-panel border border-line bg-raised p-1 text-text shadow-float appear';
export const menuItem =
  'flex min-h-8 items-center gap-2 rounded-[5px] px-2 py-1 outline-none data-highlighted:bg-pressed data-disabled:text-text-3';

export type MenuEntry =
  | 'line'
  | {
      label: string;
      icon?: LucideIcon;
      keys?: string;
      hint?: string;
      danger?: boolean;
      disabled?: boolean;
      run(): void;
    };

type Props = { entries: readonly MenuEntry[]; align?: 'start' | 'end'; children: ReactElement };

/** A list of actions that opens from its trigger. */
export function ActionMenu({ entries, align = 'end', children }: Props) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>{children}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cx(menuContent, 'min-w-48')}
        >
          {entries.map((entry, i) =>
            entry === 'line' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
              <Menu.Separator key={`line-${i}`} className="my-1 h-px bg-line" />
            ) : (
              <Menu.Item
                key={entry.label}
                disabled={entry.disabled ?? false}
                onSelect={entry.run}
                className={cx(menuItem, entry.danger && 'text-failed')}
              >
                {entry.icon && <entry.icon size={16} strokeWidth={1.5} aria-hidden />}
                <span className="flex min-w-0 flex-1 flex-col">
                  <span>{entry.label}</span>
                  {entry.hint && <span className="text-small text-text-2">{entry.hint}</span>}
                </span>
                {entry.keys && <Keys keys={entry.keys} />}
              </Menu.Item>
            ),
          )}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
