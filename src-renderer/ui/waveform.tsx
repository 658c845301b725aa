import { useEffect, useRef } from 'react';
import { cx } from '../lib/classes.ts';
import { columnsOf } from '../lib/peaks.ts';

const barPx = 2;
const gapPx = 1;

/** Draws in the colour of the text around it, sharp at any density of pixels. */
function draw(canvas: HTMLCanvasElement, peaks: readonly number[]): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const pen = canvas.getContext('2d');
  if (!pen || width === 0 || height === 0) return;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = getComputedStyle(canvas).color;
  const columns = columnsOf(peaks, Math.floor(width / (barPx + gapPx)));
  columns.forEach((column, i) => {
    const tall = Math.max(1, column * (height - 2));
    pen.fillRect(i * (barPx + gapPx), (height - tall) / 2, barPx, tall);
  });
}

/** The waveform of a sound over the whole width of its place. It says nothing to a screen reader: what it belongs to has the words. */
export function Waveform({ peaks, className }: { peaks: readonly number[]; className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const at = canvas.current;
    if (!at) return;
    const again = (): void => draw(at, peaks);
    // Tells its size once at the beginning, too.
    const sized = new ResizeObserver(again);
    sized.observe(at);
    const themed = new MutationObserver(again);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      sized.disconnect();
      themed.disconnect();
    };
  }, [peaks]);
  return <canvas ref={canvas} aria-hidden className={cx('block size-full', className)} />;
}
