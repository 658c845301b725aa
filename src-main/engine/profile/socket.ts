import { chmodSync, closeSync, openSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { type Port, portOf } from './port.ts';

/** The socket inside a profile through which a second process works. It is handed what serves a connection. */
export type Listening = { close(): void; connections(): number };

/** Longest path of a Unix socket that every system takes (bytes, without the final NUL). */
const longestPath = 103;

/**
 * A path to the same socket that is short enough: on Linux through an open handle of its folder.
 * `done` lets the handle go.
 */
function reach(path: string): { path: string; done(): void } {
  if (process.platform !== 'linux' || Buffer.byteLength(path) <= longestPath)
    return { path, done: () => undefined };
  const folder = openSync(dirname(path), 'r');
  return { path: `/proc/self/fd/${folder}/${basename(path)}`, done: () => closeSync(folder) };
}

/** Listens (0600). Only the process that holds the profile's lock may call it: a socket left by a dead one is removed. */
export async function listen(path: string, serve: (port: Port) => void): Promise<Listening> {
  const windows = process.platform === 'win32';
  if (!windows) rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serve(portOf(socket));
  });
  return new Promise((resolve, reject) => {
    const at = reach(path);
    server.once('error', (error) => {
      at.done();
      reject(error);
    });
    server.listen(at.path, () => {
      if (!windows) chmodSync(path, 0o600);
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve({
        connections: () => open.size,
        close() {
          server.close();
          for (const socket of open) socket.end();
          if (!windows) rmSync(path, { force: true });
          at.done();
        },
      });
    });
  });
}

/** Connects to the engine of a profile; null where nobody listens. */
export function connectTo(
  path: string,
): Promise<{ port: Port; close(): void; closed: Promise<void> } | null> {
  return new Promise((resolve) => {
    const at = reach(path);
    const socket = connect(at.path);
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    socket.once('error', () => {
      at.done();
      resolve(null);
    });
    socket.once('connect', () => {
      at.done();
      socket.on('error', () => undefined);
      resolve({ port: portOf(socket), close: () => socket.destroy(), closed });
    });
  });
}
