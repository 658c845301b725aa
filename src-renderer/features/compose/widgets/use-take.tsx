import { say } from '../../../texts/say.ts';
import { Button } from '../../../ui/button.tsx';
import { ActionMenu } from '../../../ui/menu.tsx';
import { useTexts } from './others.ts';
import type { WidgetProps } from './widget.ts';

/** Below a text: one that is here already can take its place. Nothing where there is none. */
export function UseTake(props: WidgetProps) {
  const entries = useTexts(props);
  if (entries.length === 0) return null;
  return (
    <span className="mt-1 flex justify-end">
      <ActionMenu entries={entries}>
        <Button size="small" look="quiet" aria-label={`${props.field.label}: ${say.compose.useTake}`}>
          {say.compose.useTake}
        </Button>
      </ActionMenu>
    </span>
  );
}
