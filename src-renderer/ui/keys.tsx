import { isMac } from '../lib/platform.ts';

const signs: Record<string, string> = isMac
  ? { mod: '⌘', shift: '⇧', enter: '↵', alt: '⌥', esc: 'esc', space: 'Space' }
  : { mod: 'Ctrl', shift: 'Shift', enter: 'Enter', alt: 'Alt', esc: 'Esc', space: 'Space' };

/** A shortcut: `mod+enter`. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className="min-w-4 rounded-[3px] border border-line-strong px-1 text-center font-sans text-label text-text-2"
        >
          {signs[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
        </kbd>
      ))}
    </span>
  );
}
