import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTlsServer } from "node:tls";
import type { LocalAuthority } from "./tls/local-authority.ts";

/** Unix sockets on which the emulator answers one instance. */
export interface EmulatorSockets {
  close(): Promise<void>;
}

/** Takes over a connection, as the emulator's own port does. */
export type AcceptConnection = (connection: Duplex, sourceIp: string) => void;

export interface EmulatorSocketsOptions {
  /** Paths of the sockets to make: one for HTTP as it is, one for HTTP over TLS. */
  readonly paths: { readonly plain: string; readonly tls: string };
  readonly authority: LocalAuthority;
  readonly accept: AcceptConnection;
  /** The instance's address: where its requests come from. */
  readonly sourceIp: string;
}

const HANDSHAKE_MILLISECONDS = 10_000;
const MAX_CONNECTIONS = 1024;

/**
 * Opens the sockets through which a sandbox, which has no network, reaches the emulator. TLS ends outside of the sandbox:
 * the keys that certificates are made with stay here.
 */
export async function openEmulatorSockets(options: EmulatorSocketsOptions): Promise<EmulatorSockets> {
  const { paths, authority, accept, sourceIp } = options;
  const connections = new Set<Duplex>();
  const take = (connection: Duplex): void => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
    accept(connection, sourceIp);
  };
  const plain = createServer({ allowHalfOpen: true }, take);
  const tls = createTlsServer({
    handshakeTimeout: HANDSHAKE_MILLISECONDS,
    ALPNProtocols: ["http/1.1"],
    SNICallback: (name, callback) => {
      const context = authority.contextFor(name);
      if (context === undefined) callback(new Error(`no certificate for ${name}`));
      else callback(null, context);
    },
  });
  tls.on("secureConnection", take);
  const raw = new Set<Duplex>();
  tls.on("connection", (connection: Duplex) => {
    raw.add(connection);
    connection.on("close", () => raw.delete(connection));
  });
  // A handshake that fails is the client's to notice.
  tls.on("tlsClientError", (_error, connection) => connection.destroy());
  await Promise.all([listen(plain, paths.plain), listen(tls, paths.tls)]);
  return {
    async close() {
      for (const connection of [...connections, ...raw]) connection.destroy();
      await Promise.all([plain, tls].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}
