import { Download, Star, Trash2, X } from 'lucide-react';
import { say } from '../../texts/say.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { chosenItems, downloadAll, removeAll, starAll } from './actions.ts';
import { chooseNone } from './choosing.ts';
import { useLibrary } from './store.ts';

/** What can be done with several takes at once; floats over the grid while some are chosen. */
export function ChosenBar() {
  const words = say.library.chosen;
  const count = useLibrary((library) => library.chosen.length);
  const starred = useLibrary(({ chosen, items }) => {
    const picked = new Set(chosen);
    return chosen.length > 0 && items.every(({ take }) => take.starred || !picked.has(take.id));
  });
  if (count === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label={words.region}
      className="absolute bottom-4 left-1/2 z-10 flex -translate-x-1/2 items-center gap-1 rounded-panel border border-line bg-raised p-1 pl-3 shadow-float"
    >
      <span className="figures mr-2 whitespace-nowrap" role="status">
        {words.count(count)}
      </span>
      <Button look="quiet" icon={Star} onClick={() => void starAll(chosenItems())}>
        {starred ? words.unstar : words.star}
      </Button>
      <Button look="quiet" icon={Download} onClick={() => downloadAll(chosenItems())}>
        {words.download}
      </Button>
      <Button look="quiet" icon={Trash2} onClick={() => void removeAll(chosenItems())}>
        {words.remove}
      </Button>
      <IconButton icon={X} label={words.none} onClick={chooseNone} />
    </div>
  );
}
