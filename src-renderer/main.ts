import './ui/styles.css';

/** The frame of index.html first, painted; only then is read what fills it, which would keep the first paint waiting. */
requestAnimationFrame(() => setTimeout(() => void import('./studio.tsx')));
