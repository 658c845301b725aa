// The other end of a program of the simulators, whichever way it was started: as a child process of Node with a channel, as a
// utility process of Electron, as a thread.

import { isMainThread, parentPort as threadPort } from 'node:worker_threads';

export type Parent = {
  say(message: unknown): void;
  hear(call: (message: unknown) => void): void;
  /** Calls when whoever started this has ended, where this would not end by itself. */
  whenGone(call: () => void): void;
};

/** What Electron gives a utility process; it ends such a process with its own. */
type Port = {
  postMessage(message: unknown): void;
  on(event: 'message', call: (event: { data: unknown }) => void): void;
};

/** Electron's own way to the process that started this one; null in every other process. */
export function utilityPort(): Port | null {
  return (process as unknown as { parentPort?: Port | null }).parentPort ?? null;
}

/** Whoever started this program and can be talked to; null where it was started from a shell, say. */
export function findParent(): Parent | null {
  if (!isMainThread && threadPort) {
    const port = threadPort;
    return {
      say: (message) => port.postMessage(message),
      hear: (call) => void port.on('message', call),
      whenGone: () => {},
    };
  }
  const port = utilityPort();
  if (port) {
    return {
      say: (message) => port.postMessage(message),
      hear: (call) => port.on('message', ({ data }) => call(data)),
      whenGone: () => {},
    };
  }
  if (!process.connected) return null;
  return {
    say: (message) => void process.send?.(message, () => {}),
    hear: (call) => void process.on('message', call),
    whenGone: (call) => void process.once('disconnect', call),
  };
}
