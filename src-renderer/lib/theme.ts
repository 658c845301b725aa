/** Dark, light, or as the system has it; kept by the page, because the first frame needs it before anything is known. */
export type Theme = 'dark' | 'light' | 'system';

const key = 'rushes.theme';

export function keptTheme(): Theme {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'system' ? kept : 'dark';
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
}

export function applyTheme(theme: Theme): void {
  const light =
    theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
}
