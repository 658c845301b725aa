import { setImmediate } from 'node:timers/promises';

/**
 * Resolves in a later turn of the event loop: what waits meanwhile goes first. An immediate still belongs to the turn that asks
 * for it, the one after it does not.
 */
export async function nextTurn(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
