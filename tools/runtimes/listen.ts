import { once } from 'node:events';
import { type Server } from 'node:http';

/** A server on this machine. */
export interface Listening {
  /** Without a trailing slash. */
  readonly url: string;
  /** Ends it and all its connections. */
  close(): Promise<void>;
}

/** Has a server listen on a free port of 127.0.0.1. */
export async function listen(server: Server): Promise<Listening> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
