import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../lib/classes.ts';
import { Hint } from './hint.tsx';

/** `main` is the one main action on a screen; `plain` every other; `quiet` has no surface until it is pointed at. */
type Look = 'main' | 'plain' | 'quiet' | 'danger';

const looks: Record<Look, string> = {
  main: 'bg-accent text-on-accent font-semibold hover:bg-accent-pressed disabled:bg-pressed disabled:text-text-3',
  plain: 'bg-raised text-text hover:bg-pressed disabled:text-text-3',
  quiet: 'text-text-2 hover:bg-raised hover:text-text disabled:text-text-3',
  danger: 'bg-raised text-failed hover:bg-pressed disabled:text-text-3',
};

type Props = ComponentProps<'button'> & { look?: Look; icon?: LucideIcon; size?: 'small' | 'usual' };

export function Button({ look = 'plain', icon: Icon, size = 'usual', className, children, ...rest }: Props) {
  return (
    <button
      type="button"
      className={cx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control transition-colors quick',
        size === 'small' ? 'h-7 px-2.5 text-small' : 'h-8 px-3',
        looks[look],
        className,
      )}
      {...rest}
    >
      {Icon && <Icon size={16} strokeWidth={1.5} aria-hidden />}
      {children}
    </button>
  );
}

type IconProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: LucideIcon;
  /** Said by screen readers and shown on pointing. */
  label: string;
  keys?: string;
  pressed?: boolean;
  badge?: ReactNode;
  /** False where the sign needs no words, in rows that come and go by the hundred: a hint is several components of its own. */
  hint?: boolean;
};

export function IconButton({
  icon: Icon,
  label,
  keys,
  pressed,
  badge,
  hint = true,
  className,
  ...rest
}: IconProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      className={cx(
        'relative inline-flex size-8 shrink-0 items-center justify-center rounded-control transition-colors quick',
        'text-text-2 hover:bg-raised hover:text-text disabled:text-text-3 disabled:hover:bg-transparent',
        pressed && 'bg-raised text-text',
        className,
      )}
      {...rest}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      {badge}
    </button>
  );
  if (!hint) return button;
  return (
    <Hint text={label} {...(keys === undefined ? {} : { keys })}>
      {button}
    </Hint>
  );
}
