import * as Menu from '@radix-ui/react-dropdown-menu';
import {
  AudioLines,
  ChevronDown,
  Clapperboard,
  Film,
  type LucideIcon,
  MessageSquareText,
  Shapes,
  UserRound,
  WandSparkles,
} from 'lucide-react';
import { workflows } from '../../../src-shared/workflows/registry.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { cx } from '../../lib/classes.ts';
import { chooseWorkflow } from '../../stores/drafts.ts';
import { say } from '../../texts/say.ts';
import { amount } from '../../texts/words.ts';
import { menuContent, menuItem } from '../../ui/menu.tsx';
import { fixedPrice, leastPrice } from './price.ts';

const icons: Record<string, LucideIcon> = {
  chat: MessageSquareText,
  image_prompt: WandSparkles,
  tts: AudioLines,
  image_to_video: Film,
  image_to_video_audio: Clapperboard,
  ugc_video: UserRound,
};

function priceWord(workflow: Workflow): string {
  const words = say.compose.picker;
  const price = fixedPrice(workflow);
  if (price === null) return words.from(amount(leastPrice(workflow)));
  return price.total === 0 ? words.free : words.credits(amount(price.total));
}

/** Which of the six kinds of work, each with what it is for and what it holds. */
export function WorkflowPicker({ workflow }: { workflow: Workflow }) {
  const Icon = icons[workflow.id] ?? Shapes;
  return (
    <Menu.Root>
      <Menu.Trigger className="flex w-full items-start gap-3 border-b px-4 py-3 text-left transition-colors quick hover:bg-raised focus-visible:-outline-offset-2">
        <Icon size={16} strokeWidth={1.5} className="mt-0.5 shrink-0 text-text-2" aria-hidden />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="text-title font-semibold">
            <span className="sr-only">{say.compose.picker.label} </span>
            {workflow.title}
          </span>
          <span className="text-small text-text-2">{workflow.summary}</span>
        </span>
        <ChevronDown size={16} strokeWidth={1.5} className="mt-0.5 shrink-0 text-text-3" aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            menuContent,
            'max-h-(--radix-dropdown-menu-content-available-height) w-85 overflow-y-auto',
          )}
        >
          <Menu.RadioGroup value={workflow.id} onValueChange={chooseWorkflow}>
            {workflows.map((one) => (
              <Entry key={one.id} workflow={one} />
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Entry({ workflow }: { workflow: Workflow }) {
  const Icon = icons[workflow.id] ?? Shapes;
  return (
    <Menu.RadioItem
      value={workflow.id}
      className={cx(menuItem, 'items-start gap-3 py-2 data-[state=checked]:bg-pressed')}
    >
      <Icon size={16} strokeWidth={1.5} className="mt-0.5 shrink-0 text-text-2" aria-hidden />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex items-baseline justify-between gap-2">
          <span className="font-medium">{workflow.title}</span>
          <span className="figures text-text-2">{priceWord(workflow)}</span>
        </span>
        <span className="text-small text-text-2">{workflow.summary}</span>
      </span>
    </Menu.RadioItem>
  );
}
