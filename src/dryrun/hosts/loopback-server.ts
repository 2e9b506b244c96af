import { once } from "node:events";
import type { Server } from "node:http";
import type { Socket } from "node:net";

export interface LoopbackServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Lets a server listen on a free port of 127.0.0.1. `close` ends its connections too, tunnels included. */
export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return {
    port: address.port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
