import { Minus, Plus } from 'lucide-react';
import { mostCount, setCount } from '../../stores/drafts.ts';
import { say } from '../../texts/say.ts';
import { IconButton } from '../../ui/button.tsx';
import { setMessage } from './state.ts';

/** How many takes at once. Arrow keys on the figure work as on any spin button. */
export function Count({ workflow, count }: { workflow: string; count: number }) {
  const put = (next: number): void => {
    setMessage(null);
    setCount(workflow, next);
  };
  const step = (by: number): void => put(count + by);
  return (
    <div className="flex h-8 items-center rounded-control bg-window">
      <IconButton
        icon={Minus}
        label={say.compose.fewerTakes}
        className="w-7!"
        disabled={count <= 1}
        onClick={() => step(-1)}
      />
      <span
        role="spinbutton"
        tabIndex={0}
        aria-label={say.compose.takes}
        aria-valuenow={count}
        aria-valuemin={1}
        aria-valuemax={mostCount}
        className="figures w-6 rounded-[4px] text-center"
        onKeyDown={(event) => {
          const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
          const figure = /^[1-8]$/.test(event.key) ? Number(event.key) : count + (by ?? 0);
          if (figure === count) return;
          event.preventDefault();
          put(figure);
        }}
      >
        {count}
      </span>
      <IconButton
        icon={Plus}
        label={say.compose.moreTakes}
        className="w-7!"
        disabled={count >= mostCount}
        onClick={() => step(1)}
      />
    </div>
  );
}
