import { setValue } from '../../stores/drafts.ts';
import { type At, setMessage, setRefused, useCompose } from './state.ts';

/** A person changed a field: what was said of it before is out of date. */
export function change(at: At, value: unknown, shown?: string): void {
  setRefused(at, null);
  if (useCompose.getState().message !== null) setMessage(null);
  setValue(at, value, shown);
}
