import type { Server } from 'node:http';

/** The only addresses that are ever listened on. */
const loopback = ['127.0.0.1', '::1'] as const;
const tries = 20;

type Address = (typeof loopback)[number];

function listenOn(server: Server, host: Address, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      const at = server.address();
      resolve(typeof at === 'object' && at !== null ? at.port : 0);
    });
  });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** What a machine without IPv6 says. */
const withoutV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'EINVAL']);
const taken = new Set(['EADDRINUSE', 'EACCES']);

export type Listening = { port: number; servers: Server[] };

/** Listens on both at the same port: the wished one, and where that is taken a free one. */
export async function listenOnLoopback(make: () => Server, wished: number | null): Promise<Listening> {
  let port = wished ?? 0;
  for (let n = 0; ; n++) {
    const servers = [make(), make()] as const;
    try {
      const got = await listenOn(servers[0], '127.0.0.1', port);
      const both = await listenOn(servers[1], '::1', got).then(
        () => true,
        (error: unknown) => {
          if (withoutV6.has(codeOf(error))) return false;
          throw error;
        },
      );
      return { port: got, servers: both ? [...servers] : [servers[0]] };
    } catch (error) {
      for (const server of servers) server.close();
      if (!taken.has(codeOf(error)) || n >= tries) throw error;
      port = 0;
    }
  }
}
