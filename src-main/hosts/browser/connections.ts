import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Open connections, bounded. Where there are too many, the one goes that has waited longest without having shown that it
 * belongs to a session; so a crowd that opens connections and says nothing crowds out itself, not the studio.
 */
export type Connections = {
  watch(server: Server): void;
  /** From now until `done` the connection belongs to a session and is not dropped. */
  trust(socket: Socket): () => void;
};

const most = 256;

export function createConnections(): Connections {
  /** By the time of their coming. */
  const open = new Set<Socket>();
  const trusted = new Map<Socket, number>();

  const dropOne = (): void => {
    for (const socket of open) {
      if (trusted.has(socket)) continue;
      socket.destroy();
      open.delete(socket);
      return;
    }
  };

  return {
    watch(server) {
      server.on('connection', (socket: Socket) => {
        open.add(socket);
        socket.once('close', () => {
          open.delete(socket);
          trusted.delete(socket);
        });
        if (open.size > most) dropOne();
      });
    },
    trust(socket) {
      trusted.set(socket, (trusted.get(socket) ?? 0) + 1);
      return () => {
        const left = (trusted.get(socket) ?? 1) - 1;
        if (left > 0) trusted.set(socket, left);
        else trusted.delete(socket);
        // Counts as new, so that a page's idle connections outlive strangers' older ones.
        if (open.delete(socket)) open.add(socket);
      };
    },
  };
}
