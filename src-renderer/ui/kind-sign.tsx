import { AudioLines, Film, type LucideProps, MessageSquareText } from 'lucide-react';
import { workflows } from '../../src-shared/workflows/registry.ts';

/** A sign for what a workflow makes: something that moves, that sounds, or that is read. */
export function KindSign({ workflow, ...rest }: { workflow: string } & LucideProps) {
  const steps = workflows.find((one) => one.id === workflow)?.steps.preview ?? [];
  const Sign = steps.includes('thumbnail') ? Film : steps.includes('peaks') ? AudioLines : MessageSquareText;
  return <Sign size={16} strokeWidth={1.5} aria-hidden {...rest} />;
}
