import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = { icon: LucideIcon; title: string; text: string; children?: ReactNode };

/** What belongs here, and the one step that fills it. */
export function Empty({ icon: Icon, title, text, children }: Props) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-8 text-center">
      <Icon size={28} strokeWidth={1.25} className="text-text-3" aria-hidden />
      <div className="flex max-w-90 flex-col gap-1">
        <p className="text-title font-medium">{title}</p>
        <p className="text-text-2">{text}</p>
      </div>
      {children}
    </div>
  );
}
