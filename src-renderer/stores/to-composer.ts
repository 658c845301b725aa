import { say } from '../texts/say.ts';
import { useView } from './view.ts';

/** Opens the composer, from any page, and puts the cursor into its first field: the one step out of an empty screen. */
export function toComposer(): void {
  useView.setState({ page: 'studio', layer: null, composerOpen: true });
  const find = `section[aria-label="${say.shell.regions.composer}"] :is(textarea, input)`;
  requestAnimationFrame(() => document.querySelector<HTMLElement>(find)?.focus());
}
