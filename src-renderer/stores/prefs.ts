import { create } from 'zustand';

/** What a person asked this browser for; off until asked. The engine does not know it: another window may want it otherwise. */
type Prefs = { sound: boolean; notifications: boolean };

const keyOf = (name: keyof Prefs): string => `rushes.${name}`;

function read(name: keyof Prefs): boolean {
  try {
    return localStorage.getItem(keyOf(name)) === 'on';
  } catch {
    return false;
  }
}

export const usePrefs = create<Prefs>(() => ({ sound: read('sound'), notifications: read('notifications') }));

export function setPref(name: keyof Prefs, on: boolean): void {
  usePrefs.setState({ [name]: on });
  try {
    if (on) localStorage.setItem(keyOf(name), 'on');
    else localStorage.removeItem(keyOf(name));
  } catch {
    // A full store: it holds as long as the page.
  }
}
