import { type PointerEvent, type RefObject, useCallback, useEffect, useState } from 'react';

/** A row on its way: which, and in front of which of the waiting it would land (their count: behind the last). */
export type Drag = { id: string; to: number };

type Ask = {
  scroller: RefObject<HTMLElement | null>;
  /** Ids of those that wait, in their order, and where on the list (px from its beginning) each begins and ends. */
  waiting: readonly string[];
  placeOf(id: string): { start: number; end: number } | undefined;
  onDrop(drag: Drag): void;
};

/** Distance (px) from an edge at which the list moves on under the pointer, and how far each time. */
const edgePx = 24;
const stepPx = 8;

/** Moving a row by its grip with any pointer. Escape, or letting go where it was, moves nothing. */
export function useDrag({ scroller, waiting, placeOf, onDrop }: Ask) {
  const [drag, setDrag] = useState<Drag | null>(null);

  const toOf = (clientY: number): number => {
    const box = scroller.current?.getBoundingClientRect();
    if (!box || !scroller.current) return 0;
    if (clientY < box.top + edgePx) scroller.current.scrollTop -= stepPx;
    if (clientY > box.bottom - edgePx) scroller.current.scrollTop += stepPx;
    const y = clientY - box.top + scroller.current.scrollTop;
    const at = waiting.findIndex((id) => {
      const place = placeOf(id);
      return place !== undefined && y < (place.start + place.end) / 2;
    });
    return at < 0 ? waiting.length : at;
  };

  const cancel = useCallback(() => setDrag(null), []);
  const drags = drag !== null;
  useEffect(() => {
    if (!drags) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') cancel();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [drags, cancel]);
  const grip = (id: string) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ id, to: waiting.indexOf(id) });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (drag?.id !== id) return;
      const to = toOf(event.clientY);
      if (to !== drag.to) setDrag({ id, to });
    },
    onPointerUp() {
      if (drag?.id === id) onDrop(drag);
      cancel();
    },
    onPointerCancel: cancel,
  });
  return { drag, grip };
}
