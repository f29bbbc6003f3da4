import { property } from '@axios-keyring/core';
import { connect, createServer, type Socket } from 'node:net';
import { CommandFailure } from '../failure.js';

/** A port that leads to a server on another one. */
export interface OpenPort {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Makes a server that listens on a port of its own choice reachable on a certain one of loopback. */
export async function openPort(port: number, target: string): Promise<OpenPort> {
  const { port: targetPort, hostname } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(targetPort), hostname);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      sockets.add(from);
      from.pipe(to);
      // When one side is gone, however that came about, the other one goes too.
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(portFailure(port, error));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function portFailure(port: number, cause: Error): CommandFailure {
  const code = property(cause, 'code');
  return new CommandFailure(`Port ${port} of 127.0.0.1 cannot be used`, {
    details: [code === 'EADDRINUSE' ? 'Another program listens there.' : cause.message],
    next: 'Give another --port, or none: then every emulator takes a free one.',
    cause,
  });
}
