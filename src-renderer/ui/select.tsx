import * as Menu from '@radix-ui/react-dropdown-menu';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../lib/classes.ts';
import { inputLook } from './input.tsx';
import { menuContent, menuItem } from './menu.tsx';

export type Choice = { value: string; label: string; hint?: string | undefined };
type Props = {
  id?: string;
  value: string;
  choices: readonly Choice[];
  onChange(value: string): void;
  label?: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  look?: 'field' | 'quiet';
  icon?: ReactNode;
};

/** One of several. A menu and not a native control, so that it looks the same everywhere and can say more per choice. */
export function Select({
  id,
  value,
  choices,
  onChange,
  label,
  describedBy,
  invalid,
  look = 'field',
  icon,
}: Props) {
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        id={id}
        aria-label={label === undefined ? undefined : `${label}: ${chosen?.label ?? value}`}
        aria-describedby={describedBy}
        data-invalid={invalid || undefined}
        className={cx(
          'flex h-8 items-center justify-between gap-2 text-left',
          look === 'field'
            ? cx(inputLook, 'data-invalid:border-failed')
            : 'rounded-control px-2 text-text-2 hover:bg-raised hover:text-text',
        )}
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">{chosen?.label ?? value}</span>
        <ChevronDown size={14} strokeWidth={1.5} className="shrink-0 text-text-3" aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={cx(menuContent, 'max-h-80 min-w-(--radix-dropdown-menu-trigger-width) overflow-y-auto')}
        >
          <Menu.RadioGroup value={value} onValueChange={onChange}>
            {choices.map((choice) => (
              <Menu.RadioItem key={choice.value} value={choice.value} className={menuItem}>
                <span className="w-4 shrink-0">
                  <Menu.ItemIndicator>
                    <Check size={14} strokeWidth={1.75} aria-hidden />
                  </Menu.ItemIndicator>
                </span>
                <span className="flex min-w-0 flex-col">
                  <span>{choice.label}</span>
                  {choice.hint && <span className="text-small text-text-2">{choice.hint}</span>}
                </span>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
