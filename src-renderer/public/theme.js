// Before the first paint, so that nobody who works in the light sees a dark window first. The same rule as lib/theme.ts.
const kept = localStorage.getItem('rushes.theme');
const light = kept === 'light' || (kept === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
if (light) document.documentElement.dataset.theme = 'light';
