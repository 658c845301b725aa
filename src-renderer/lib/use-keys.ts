import { useEffect, useRef } from 'react';

/** A shortcut as it is written: `mod+enter`, `shift+?`, `t`. `mod` is the command key on a Mac and Ctrl elsewhere. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

function nameOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const parts = [
    event.metaKey || event.ctrlKey ? 'mod' : '',
    event.altKey ? 'alt' : '',
    // A sign that takes Shift to type is named by the sign.
    event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) ? 'shift' : '',
    key,
  ];
  return parts.filter(Boolean).join('+');
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches('textarea,select,input:not([type=checkbox],[type=radio])')
  );
}

const inLayer = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null;

/** Space and Enter press what is focused; they are nobody else's there. */
const presses = (name: string, target: EventTarget | null): boolean =>
  /^(space|enter)$/.test(name) &&
  target instanceof Element &&
  target.closest('button,a,summary,input,[role="button"],[role="checkbox"],[role="option"]') !== null;

/** What leads elsewhere does so from a layer, too. */
const leads = /^mod\+[k1-4]$/;

/** Listens as long as the component is there. A key is left alone while a layer is open, and without `mod` while a person types. */
export function useKeys(keys: KeyMap, enabled = true): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent): void => {
      const name = nameOf(event);
      const run = latest.current[name];
      if (!run || event.defaultPrevented || event.isComposing) return;
      if (inLayer(event.target) && !leads.test(name)) return;
      if (!name.startsWith('mod+') && (isTyping(event.target) || presses(name, event.target))) return;
      event.preventDefault();
      run(event);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [enabled]);
}
