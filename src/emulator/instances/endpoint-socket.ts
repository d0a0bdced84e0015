import { connect, createServer, type Socket } from "node:net";
import type { EndpointAddress } from "./runner.ts";

/** A unix socket that leads to the emulator's port. */
export interface EndpointSocket {
  close(): Promise<void>;
}

/** Opens a unix socket through which a sandbox, which has no network, reaches the emulator. */
export async function openEndpointSocket(path: string, endpoint: EndpointAddress): Promise<EndpointSocket> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => other().destroy());
  };
  const server = createServer({ allowHalfOpen: true }, (inside) => {
    const outside = connect({ ...endpoint, allowHalfOpen: true });
    keep(inside, () => outside);
    keep(outside, () => inside);
    inside.pipe(outside).pipe(inside);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
