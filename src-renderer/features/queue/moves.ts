import type { ProviderId } from '../../../src-shared/domain/request.ts';

/** One that waits: jobs of one provider stand in one line, and only those that are not sent yet change their place. */
export type InLine = { id: string; provider: ProviderId | undefined; movable: boolean };

/** Where one goes: in front of another, or behind the last of its line. */
export type Move = { before: string } | { behind: string };

const peersOf = (line: readonly InLine[], id: string): InLine[] => {
  const provider = line.find((one) => one.id === id)?.provider;
  return line.filter((one) => one.provider === provider && one.movable);
};

/**
 * What it takes to put one to place `to` of all that wait, counted before it is taken out (`line.length`: the end). Those of other providers
 * between do not count. null: it stays where it is.
 */
export function moveTo(line: readonly InLine[], id: string, to: number): Move | null {
  const peers = peersOf(line, id);
  const at = peers.findIndex((one) => one.id === id);
  if (at < 0) return null;
  const following = peers.findIndex((one) => line.indexOf(one) >= to);
  const target = following < 0 ? peers.length : following;
  return moveAmong(peers, at, target);
}

/** One place up or down among its own. */
export function moveBy(line: readonly InLine[], id: string, by: -1 | 1): Move | null {
  const peers = peersOf(line, id);
  const at = peers.findIndex((one) => one.id === id);
  if (at < 0) return null;
  return moveAmong(peers, at, by < 0 ? at - 1 : at + 2);
}

function moveAmong(peers: readonly InLine[], at: number, target: number): Move | null {
  if (target < 0 || target > peers.length || target === at || target === at + 1) return null;
  const next = peers[target];
  if (next) return { before: next.id };
  const last = peers.at(-1);
  return last ? { behind: last.id } : null;
}
